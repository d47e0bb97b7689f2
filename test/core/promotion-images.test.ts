import { describe, expect, it } from '@jest/globals'
import { findImageChanges, type ImageChange, type RepositoryFile } from '@gitops-actions/core'

const DIGEST = `sha256:${'ab'.repeat(32)}`

function file(text: string, path = 'app.yaml'): RepositoryFile {
  return { path, mode: '100644', oid: text, text }
}

function deployment(name: string, ...images: string[]): string {
  const containers = images.map((image, index) => `        - {name: c${index}, image: "${image}"}\n`)
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n${containers.join('')}`
}

/** `image: from → to` of every change; conflicts with `!` in front. */
function changesOf(base: string, target: string, source: string): readonly string[] {
  const { changes, conflicts } = findImageChanges({
    base: base === '' ? [] : [file(base)],
    target: target === '' ? [] : [file(target)],
    source: source === '' ? [] : [file(source)],
  })
  const show = ({ image, from, to }: ImageChange): string => `${image}: ${from} → ${to}`
  return [...changes.map(show), ...conflicts.map((conflict) => `! ${show(conflict)} (${conflict.before})`)]
}

const one = (...images: string[]): string => deployment('one', ...images)
const two = (first: string, second: string): string =>
  `${deployment('one', first)}---\n${deployment('two', second)}`

describe('image changes of a merge', () => {
  it.each<[string, [base: string, target: string, source: string], readonly string[]]>([
    ['nothing', [one('a/x:1'), one('a/x:1'), one('a/x:1')], []],
    ['a tag', [one('a/x:1'), one('a/x:1'), one('a/x:2')], ['a/x: 1 → 2']],
    [
      'a tag that comes with a digest',
      [one('a/x:1'), one('a/x:1'), one(`a/x:1@${DIGEST}`)],
      [`a/x: 1 → 1@${DIGEST}`],
    ],
    ['a digest alone', [one('a/x:1'), one('a/x:1'), one(`a/x@${DIGEST}`)], [`a/x: 1 → ${DIGEST}`]],
    ['no tag before', [one('a/x'), one('a/x'), one('a/x:2')], ['a/x: (no tag) → 2']],
    ['a new file', ['', '', one('a/x:1')], ['a/x:  → 1']],
    ['a file that goes', [one('a/x:1'), one('a/x:1'), ''], ['a/x: 1 → ']],
    ['a new container', [one('a/x:1'), one('a/x:1'), one('a/x:1', 'a/y:1')], ['a/y:  → 1']],
    ['an image of another name', [one('a/x:1'), one('a/x:1'), one('b/x:2')], ['b/x: a/x:1 → 2']],
    [
      'an image of another name, by digest',
      [one(`a/x@${DIGEST}`), one(`a/x@${DIGEST}`), one('b/x:2')],
      [`b/x: a/x@${DIGEST} → 2`],
    ],
    [
      'the first of two objects with the same path',
      [two('a/x:1', 'a/y:1'), two('a/x:1', 'a/y:1'), two('a/x:2', 'a/y:1')],
      ['a/x: 1 → 2'],
    ],
    [
      'the second of two objects of the same image',
      [two('a/x:1', 'a/x:1'), two('a/x:1', 'a/x:1'), two('a/x:1', 'a/x:2')],
      ['a/x: 1 → 2'],
    ],
    [
      'a hotfix of the target',
      [two('a/x:1', 'a/y:1'), two('a/x:1-fix', 'a/y:1'), two('a/x:1', 'a/y:2')],
      ['a/y: 1 → 2'],
    ],
    ['a hotfix that the source took over', [one('a/x:1'), one('a/x:2'), one('a/x:2')], []],
    [
      'both to different versions',
      [one('a/x:1'), one('a/x:2'), one('a/x:3')],
      ['a/x: 2 → 3', '! a/x: 2 → 3 (1)'],
    ],
    ['an image that both added', ['', one('a/x:2'), one('a/x:3')], ['a/x: 2 → 3']],
    ['an image that the target removed', [one('a/x:1'), '', one('a/x:2')], ['a/x:  → 2']],
    ['text that is no YAML', ['a: [', 'a: [', 'a: [1'], []],
  ])('%s', (_, [base, target, source], expected) => {
    expect(changesOf(base, target, source)).toEqual(expected)
  })

  it('keeps files apart, and finds images in every kind of manifest', () => {
    const values = (tag: string): string => `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n`
    const overlay = (tag: string): string =>
      `images:\n- {name: api, newName: ghcr.io/acme/api, newTag: "${tag}"}\n`
    const state = (tag: string): RepositoryFile[] => [
      file(values(tag), 'a/values.yaml'),
      file(values('9'), 'b/values.yaml'),
      file(overlay(tag), 'kustomization.yaml'),
      file(values(tag), 'values.txt'),
    ]
    const { changes } = findImageChanges({ base: state('1'), target: state('1'), source: state('2') })
    expect(changes).toEqual([
      { file: 'a/values.yaml', image: 'ghcr.io/acme/api', from: '1', to: '2' },
      { file: 'kustomization.yaml', image: 'ghcr.io/acme/api', from: '1', to: '2' },
    ])
  })
})
