import { describe, expect, it } from '@jest/globals'
import {
  applyEdits,
  parseDigest,
  parseImageReference,
  type Pin,
  planImageChanges,
  type RepositoryFile,
} from '@gitops-actions/core'

const DIGEST = parseDigest(`sha256:${'1'.repeat(64)}`)

function file(text: string, path = 'kustomization.yaml'): RepositoryFile {
  return { path, mode: '100644', oid: '', text }
}

function create(files: readonly RepositoryFile[], pin: Pin = 'auto', tag = '1.10'): string {
  const image = { ...parseImageReference(`ghcr.io/acme/api:${tag}`), digest: DIGEST }
  const images = [{ image, mutable: tag === 'main' }]
  const plan = planImageChanges({ files, images, pin, createMissing: true })
  return applyEdits(files[0]?.text ?? '', plan.edits)
}

describe('an image that is missing in a kustomization', () => {
  it.each([
    [
      'behind the last entry',
      'images:\n- name: b # b\n  newTag: "2" # two\n',
      'images:\n- name: b # b\n  newTag: "2" # two\n- name: ghcr.io/acme/api\n  newTag: "1.10"\n',
    ],
    [
      'indented as the others',
      'images:\n    - name: b\n      newTag: "2"\n\nresources: []\n',
      'images:\n    - name: b\n      newTag: "2"\n    - name: ghcr.io/acme/api\n      newTag: "1.10"\n\nresources: []\n',
    ],
    [
      'at the end, as deep as other lists',
      'resources:\n  - a.yaml # last\n',
      'resources:\n  - a.yaml # last\nimages:\n  - name: ghcr.io/acme/api\n    newTag: "1.10"\n',
    ],
    [
      'with the line ends of the file, and no final one',
      'resources:\r\n- a.yaml',
      'resources:\r\n- a.yaml\r\nimages:\r\n- name: ghcr.io/acme/api\r\n  newTag: "1.10"',
    ],
  ])('is added %s', (_, before, after) => {
    expect(create([file(before)])).toBe(after)
  })

  it('is added with its digest when its tag can be moved', () => {
    expect(create([file('resources:\n- a.yaml\n')], 'auto', 'main')).toContain(
      `- name: ghcr.io/acme/api\n  newTag: main\n  digest: ${DIGEST}\n`,
    )
    expect(create([file('resources:\n- a.yaml\n')], 'digest')).not.toContain('newTag')
  })

  it('is not added beside an entry that is there', () => {
    const text = 'images:\n- name: ghcr.io/acme/api\n  newTag: "1.9"\n'
    expect(create([file(text)])).toBe(text.replace('1.9', '1.10'))
  })

  it.each([
    ['no kustomization', [file('a: 1\n', 'values.yaml')], 'there is none'],
    [
      'several',
      [file('a: 1\n', 'a/kustomization.yaml'), file('a: 1\n', 'b/kustomization.yaml')],
      'there are several (a/kustomization.yaml, b/kustomization.yaml)',
    ],
  ])('is refused: %s', (_, files, reason) => {
    expect(() => create(files)).toThrow(reason)
  })

  it('is an error unless it is asked for', () => {
    const images = [{ image: parseImageReference('ghcr.io/acme/api:1.10'), mutable: false }]
    const files = [file('images:\n- name: b\n  newTag: "2"\n')]
    expect(() => planImageChanges({ files, images, pin: 'auto' })).toThrow(
      expect.objectContaining({ code: 'image-not-in-files' }),
    )
  })
})
