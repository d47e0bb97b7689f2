import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  applyEdits,
  findImages,
  type ImagePlace,
  parseImageReference,
  planImageChanges,
  type RepositoryFile,
} from '@gitops-actions/core'

/** A directory of real manifests, such as clones of public environment repositories. */
const CORPUS = process.env.GITOPS_ACTIONS_CORPUS ?? ''
const PLACES =
  CORPUS === ''
    ? []
    : readManifests(CORPUS).flatMap((file) => findImages([file]).map((place) => ({ file, place })))
const TAG = '9.9.9-corpus'

const describeCorpus = CORPUS === '' ? describe.skip : describe

describeCorpus(`the manifests below ${CORPUS}`, () => {
  it('hold images', () => {
    expect(PLACES.length).toBeGreaterThan(10)
  })

  it('change in the one scalar of an image that is bumped alone', () => {
    for (const { file, place } of PLACES) {
      const [slot] = place.slots
      if (place.refusal !== undefined || slot === undefined || place.digest !== undefined) continue
      const { edits, changes } = planOne(file, place, slot.scalar.path)
      const after = applyEdits(file.text ?? '', edits)
      const { start, end } = slot.scalar.range
      const grown = after.length - (file.text?.length ?? 0)
      expect(changes.map(({ path }) => path)).toEqual([slot.scalar.path])
      expect(after.slice(0, start) + after.slice(end + grown)).toBe(
        (file.text ?? '').slice(0, start) + (file.text ?? '').slice(end),
      )
      expect(after.slice(start, end + grown)).toContain(TAG)
    }
  })
})

function planOne(
  file: RepositoryFile,
  place: ImagePlace,
  selector: string,
): ReturnType<typeof planImageChanges> {
  const image = parseImageReference(`${place.name ?? 'x'}:${TAG}`)
  const documents = /^---/m.test(file.text ?? '') ? [] : [{ file: file.path, selector }]
  return planImageChanges({
    files: [documents.length > 0 ? file : onlyThisPlace(file, place)],
    images: [{ image, mutable: false }],
    selectors: documents,
    pin: 'auto',
  })
}

/** A file of several documents is bumped by name; its other places of the same image are blanked out, byte for byte. */
function onlyThisPlace(file: RepositoryFile, place: ImagePlace): RepositoryFile {
  let text = file.text ?? ''
  for (const other of findImages([file])) {
    for (const { scalar } of other.slots) {
      const inPlace = place.slots.some((slot) => slot.scalar.range.start === scalar.range.start)
      if (!inPlace)
        text =
          text.slice(0, scalar.range.start) + 'x'.repeat(scalar.source.length) + text.slice(scalar.range.end)
    }
  }
  return { ...file, text }
}

function readManifests(directory: string): readonly RepositoryFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): RepositoryFile => {
      const path = join(entry.parentPath, entry.name)
      return {
        path: path.slice(directory.length + 1),
        mode: '100644',
        oid: '',
        text: readFileSync(path, 'utf8'),
      }
    })
}
