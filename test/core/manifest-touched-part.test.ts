import { describe, expect, it } from '@jest/globals'
import { ActionError, applyEdits, parseImageReference, planImageChanges } from '@gitops-actions/core'

const OLD = 'ghcr.io/acme/api:1.0'
const NEW = 'ghcr.io/acme/api:2.0'
const REST = Array.from({ length: 40 }, (_, at) => `rest${at}: { a: [1, 2], b: "c" }\n`).join('')

/** Entries around an image in documents so long that the proof of an edit looks at the part around it. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['the first entry', `image: ${OLD}\n${REST}`],
  ['the last entry, without a line break', `${REST}image: ${OLD}`],
  ['a list at the margin before it', `${REST}list:\n- a\n- b\nimage: ${OLD} # c\nnext: 1\n`],
  ['a list at the margin behind its key', `${REST}containers:\n- image: ${OLD}\n- b\nnext: 1\n`],
  ['an open key before it', `${REST}empty:\nimage: ${OLD}\nempty2:\nnext: 1\n`],
  [
    'a block of text before and behind',
    `${REST}text: |\n  a: 1\n\nimage: ${OLD}\nmore: >-\n  b\n\n  c\n${REST}`,
  ],
  [
    'an alias of an anchor before it',
    `base: &base { a: 1 }\n${REST}app: { <<: *base, image: ${OLD} }\nnext: 1\n`,
  ],
  ['an anchor with an alias behind it', `image: &it ${OLD}\n${REST}again: *it\n`],
  ['a key in quotes, with CRLF', `${REST.replaceAll('\n', '\r\n')}"image": ${OLD}\r\n'next': 1\r\n`],
  ['an explicit key behind it', `${REST}image: ${OLD}\n? next\n: 1\n`],
  ['an explicit key around it', `${REST}? app\n: image: ${OLD}\nnext: 1\n`],
  ['an explicit key without a value before it', `${REST}? app\nimage: ${OLD}\nnext: 1\n`],
  ['directives', `%YAML 1.2\n---\n${REST}image: ${OLD}\nnext: 1\n`],
  ['a key with a tag and an anchor behind it', `${REST}image: ${OLD}\n!!str &k next: 1\n`],
  ['a root that is indented', `${`${REST}image: ${OLD}\nnext: 1\n`.replaceAll(/^/gm, '  ').trimEnd()}\n`],
  ['comments at the margin around it', `${REST}# a\nimage: ${OLD}\n# b\n\n  # c\nnext: 1\n`],
  ['a key as it is put behind parts', `${REST}image: ${OLD}\nend: of-part\nnext: 1\n`],
]

describe('an edit in a large document', () => {
  it.each(TEXTS)('is proved: %s', (_, text) => {
    expect(applyEdits(text, plan(text))).toBe(text.replace(OLD, NEW))
  })

  it('is refused with the place of what is wrong far from it', () => {
    const text = `image: ${OLD}\n${REST}wrong: [1\n`
    expect(() => plan(text)).toThrow(ActionError)
    expect(() => plan(text)).toThrow(/values\.yaml:4\d/)
  })
})

function plan(text: string): ReturnType<typeof planImageChanges>['edits'] {
  const files = [{ path: 'values.yaml', mode: '100644' as const, oid: '', text }]
  const images = [{ image: parseImageReference(NEW), mutable: false }]
  return planImageChanges({ files, images, pin: 'auto' }).edits
}
