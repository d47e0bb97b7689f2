import { sameRepository } from '../image/reference.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { createEntry, type EntryFields } from './create-entry.ts'
import { createKey } from './create-key.ts'
import { openManifest } from './document.ts'
import { imageHeld } from './image-place.ts'
import type { FileSelector } from './image-targets.ts'
import type { Insertion } from './insertion.ts'
import { isKustomization, isKustomizationPath } from './kustomize.ts'
import { tryParseImage } from './name.ts'
import { newVersionOf, valueForKey } from './new-version.ts'
import { PatchedText } from './patched-text.ts'
import type { Pin, PinnedImage } from './pin.ts'
import { resolveSelector } from './resolve-selector.ts'
import { selectedPlaces } from './selected-places.ts'
import { formatPath, parseSelector, type Selector } from './selector.ts'
import { isTfvars } from './tfvars.ts'
import { childrenOf, type Cursor, fieldOf, rootOf } from './tree.ts'
import { verifyAddition } from './verify-addition.ts'

/** What was added to a file. */
export interface Addition {
  readonly file: string
  /** In the grammar of selectors. */
  readonly path: string
  readonly value: string
  readonly image: PinnedImage
}

/** Files to which something was added. */
export interface Additions {
  readonly texts: ReadonlyMap<string, PatchedText>
  readonly added: readonly Addition[]
}

/** What has no place yet. */
export interface Missing {
  readonly selectors: readonly FileSelector[]
  /** Images that become entries of the one kustomization among the files, unless a selector makes a place for them. */
  readonly images: readonly PinnedImage[]
}

/** Whether a selector names nothing in its file, which is a manifest. */
export function isMissing(file: RepositoryFile, { selector }: FileSelector): boolean {
  if (isTfvars(file.path)) return false
  try {
    resolveSelector(openManifest(file), parseSelector(`${file.path}#${selector}`))
    return false
  } catch (error) {
    if (error instanceof ActionError && error.code === 'selector-not-found') return true
    throw error
  }
}

/**
 * Adds what is missing, one after the other, each addition proved by reading the file again.
 * @throws ActionError `nowhere-to-create`, `not-editable`, `digest-unknown`, `tag-unknown`, `selector-not-found`,
 *   `selector-other-image`, `edit-not-exact`
 */
export function addMissing(
  files: readonly RepositoryFile[],
  missing: Missing,
  images: readonly PinnedImage[],
  pin: Pin,
): Additions {
  const growing = new GrowingFiles(files, images, pin)
  for (const selector of missing.selectors) growing.addSelected(selector)
  for (const image of missing.images) growing.addEntry(image)
  return growing
}

class GrowingFiles implements Additions {
  readonly texts = new Map<string, PatchedText>()
  readonly added: Addition[] = []
  readonly #files: readonly RepositoryFile[]
  readonly #images: readonly PinnedImage[]
  readonly #pin: Pin

  constructor(files: readonly RepositoryFile[], images: readonly PinnedImage[], pin: Pin) {
    this.#files = files
    this.#images = images
    this.#pin = pin
  }

  addSelected(selected: FileSelector): void {
    const file = this.#current().find(({ path }) => path === selected.file)
    // What was added before may have brought it.
    if (file === undefined || !isMissing(file, selected)) return
    const selector = parseSelector(`${selected.file}#${selected.selector}`)
    const key = selector.path.at(-1)
    const map = parentOf(file, selector)
    if (map === undefined && this.#addSelectedEntry(file, selector)) return
    if (map === undefined || key?.kind !== 'key') throw noMap(file, selector)
    const candidates = this.#candidates(selected)
    const image = candidates.length === 1 ? candidates[0] : this.#imageAt(file, selector, map, key.key)
    if (image === undefined) throw unknownImage(selector, candidates)
    const value = valueForKey(key.key, image, this.#pin)
    this.#add(file, createKey(map, key.key, value, isJson(file)))
    this.added.push({ file: file.path, path: formatPath([...map.path, key]), value, image })
  }

  addEntry(image: PinnedImage): void {
    if (this.added.some((addition) => addition.image === image)) return
    this.#createEntry(onlyKustomization(this.#current(), image), image.image.name, image)
  }

  /** `images[name=ghcr.io/acme/api].newTag` in a kustomization that has no such entry. */
  #addSelectedEntry(file: RepositoryFile, { path: [list, item, ...rest] }: Selector): boolean {
    const root = openManifest(file).documents.map(rootOf).find(isKustomization)
    if (root === undefined || list?.kind !== 'key' || list.key !== 'images' || rest.length !== 1) return false
    if (item?.kind !== 'match' || item.key.join('.') !== 'name') return false
    const named = tryParseImage(item.value)
    const image = this.#images.find((each) => named !== undefined && sameRepository(each.image, named))
    if (image === undefined) return false
    this.#createEntry(root, item.value, image)
    return true
  }

  #createEntry(root: Cursor, name: string, image: PinnedImage): void {
    const { tag, digest } = newVersionOf(image, this.#pin)
    const fields: EntryFields = [
      ['name', name],
      ...(tag === undefined ? [] : [['newTag', tag] as const]),
      ...(digest === undefined ? [] : [['digest', digest] as const]),
    ]
    const file = this.#current().find(({ path }) => path === root.document.file)
    if (file === undefined) return
    const images = fieldOf(root, 'images')
    const index = images === undefined ? 0 : childrenOf(images).length
    this.#add(file, createEntry(root, fields))
    const value = [tag, digest].filter((part) => part !== undefined).join('@')
    this.added.push({ file: file.path, path: `images[${index}]`, value, image })
  }

  #add(file: RepositoryFile, insertion: Insertion): void {
    const patched = this.texts.get(file.path) ?? new PatchedText(file.path, file.text ?? '')
    patched.apply(insertion)
    this.texts.set(file.path, patched)
    const main = insertion[insertion.length - 1]
    const shift = insertion
      .slice(0, -1)
      .reduce((sum, { before, after }) => sum + after.length - before.length, 0)
    const start = (main?.range.start ?? 0) + shift
    const end = start + (main?.after.length ?? 0)
    verifyAddition(file, { ...file, text: patched.text }, { start, end })
  }

  #current(): readonly RepositoryFile[] {
    return this.#files.map((file) => {
      const patched = this.texts.get(file.path)
      return patched === undefined ? file : { ...file, text: patched.text }
    })
  }

  #candidates({ image }: FileSelector): readonly PinnedImage[] {
    if (image === undefined) return this.#images
    return this.#images.filter((each) => sameRepository(each.image, image))
  }

  /** The image that the map would be a place of, if the key were there. */
  #imageAt(file: RepositoryFile, selector: Selector, map: Cursor, key: string): PinnedImage | undefined {
    const trial = new PatchedText(file.path, file.text ?? '')
    trial.apply(createKey(map, key, '0', isJson(file)))
    const [place] = selectedPlaces(openManifest({ ...file, text: trial.text }), selector)
    return place === undefined ? undefined : imageHeld(place, this.#images)
  }
}

/** The map in which the last key of a path is missing. */
function parentOf(file: RepositoryFile, selector: Selector): Cursor | undefined {
  try {
    return resolveSelector(openManifest(file), { ...selector, path: selector.path.slice(0, -1) })
  } catch (error) {
    if (error instanceof ActionError && error.code === 'selector-not-found') return undefined
    throw error
  }
}

function onlyKustomization(files: readonly RepositoryFile[], { image }: PinnedImage): Cursor {
  const roots = files
    .filter(({ path, text }) => text !== undefined && /kustomization/i.test(path))
    .flatMap((file) => openManifest(file).documents.map(rootOf))
    .filter(isKustomization)
  const [only, second] = roots
  if (only !== undefined && second === undefined) return only
  const found = roots.map(({ document }) => document.file).join(', ')
  const empty = files.find(
    ({ path, text }) =>
      isKustomizationPath(path) && text?.replace(/^(?:---)?\s*(?:#.*)?$/gm, '').trim() === '',
  )
  if (only === undefined && empty !== undefined) {
    throw new ActionError(
      'nowhere-to-create',
      `No place holds ${image.name}, and nothing can be added to ${empty.path}, for it is empty: write "resources" into it first.`,
    )
  }
  throw new ActionError(
    'nowhere-to-create',
    `No place holds ${image.name}, and "create-missing" adds it to a kustomization, of which there ${only === undefined ? 'is none' : `are several (${found})`}: name the one file with "files", or the key to add, such as "values.yaml#image.tag".`,
  )
}

function noMap(file: RepositoryFile, selector: Selector): ActionError {
  try {
    resolveSelector(openManifest(file), selector)
  } catch (error) {
    if (error instanceof ActionError) {
      return new ActionError(
        'nowhere-to-create',
        `${error.message} "create-missing" adds the last key of a path to a map that is there, and an entry to "images" of a kustomization: write the rest by hand.`,
      )
    }
  }
  return new ActionError('nowhere-to-create', `"${selector.text}" cannot be added to ${file.path}.`)
}

function unknownImage(selector: Selector, candidates: readonly PinnedImage[]): ActionError {
  const wanted = candidates.map(({ image }) => image.name).join(', ')
  return new ActionError(
    'selector-other-image',
    `"${selector.text}" does not say of which image it would hold the version, and several are wanted (${wanted}): give one image, or run once for each.`,
  )
}

function isJson({ path }: RepositoryFile): boolean {
  return path.endsWith('.json')
}
