import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  applyEdits,
  findImages,
  holdsImage,
  type ImagePlan,
  type ImageReference,
  parseImageReference,
  planImageChanges,
  type RepositoryFile,
} from '@gitops-actions/core'

const ROOT = join(import.meta.dirname, '../fixtures/manifest')
const DIGEST = `sha256:${'e'.repeat(64)}`
/** What loaders take for something else than a string, and what they do not. */
const TAGS = ['1.10', '9.9.9-every', '0x1F', '2024-01-02']

const FILES = readManifests(ROOT)
const CASES = FILES.flatMap((file) => namesIn(file).map((name) => ({ file, name })))

describe('every image in the files of the fixtures', () => {
  it('is found', () => {
    expect(CASES.length).toBeGreaterThan(150)
  })

  it('is changed in its own scalars alone, or refused with its place', () => {
    let [changed, refused] = [0, 0]
    for (const { file, name } of CASES) {
      for (const tag of TAGS) {
        const wanted = parseImageReference(`${name}:${tag}@${DIGEST}`)
        const plan = attempt(file, wanted)
        if (plan === undefined) refused += 1
        else changed += expectExact(file, wanted, plan)
      }
    }
    expect(changed).toBeGreaterThan(500)
    expect(refused).toBeLessThan(changed)
  })
})

/** @returns how many scalars changed */
function expectExact(file: RepositoryFile, wanted: ImageReference, { edits }: ImagePlan): number {
  const before = file.text ?? ''
  const own = findImages([file])
    .filter((place) => holdsImage(place, wanted))
    .flatMap(({ slots }) => slots.flatMap(({ scalar }) => [scalar.range.start, scalar.origin]))
  for (const { range } of edits) expect(own).toContain(range.start)
  const after = applyEdits(before, edits)
  let [kept, left, rest] = ['', 0, after]
  for (const edit of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    const between = before.slice(left, edit.range.start)
    expect(rest.startsWith(between + edit.after)).toBe(true)
    rest = rest.slice(between.length + edit.after.length)
    kept += between
    left = edit.range.end
  }
  expect(kept + rest).toBe(kept + before.slice(left))
  expect(attempt({ ...file, text: after }, wanted)?.edits).toEqual([])
  for (const place of findImages([{ ...file, text: after }])) {
    if (!holdsImage(place, wanted) || place.refusal !== undefined) continue
    expect([wanted.tag, undefined]).toContain(place.tag)
    expect([wanted.digest, undefined]).toContain(place.digest)
  }
  return edits.length
}

/** Undefined when it is refused, which says where. */
function attempt(file: RepositoryFile, image: ImageReference): ImagePlan | undefined {
  try {
    return planImageChanges({ files: [file], images: [{ image, mutable: false }], pin: 'auto' })
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    expect(error.kind).toBe('user')
    expect(error.message).toContain(file.path)
    return undefined
  }
}

function namesIn(file: RepositoryFile): readonly string[] {
  return [...new Set(findImages([file]).flatMap(({ image }) => image?.name ?? []))]
}

function readManifests(directory: string): readonly RepositoryFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('/before'))
    .map((entry): RepositoryFile => {
      const path = join(entry.parentPath, entry.name)
      const text = readFileSync(path, 'utf8')
      return { path: path.slice(directory.length + 1), mode: '100644', oid: '', text }
    })
}
