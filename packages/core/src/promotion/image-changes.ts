import { findImages } from '../manifest/find-images.ts'
import { describePlace, type ImagePlace } from '../manifest/image-place.ts'
import type { RepositoryFile } from '../ports/environment-repository.ts'

/** One image that a promotion changes. */
export interface ImageChange {
  readonly file: string
  /** The image's name, `ghcr.io/acme/api`. */
  readonly image: string
  /** `tag@digest` before, with the name when that changes too; empty when the image is new there. */
  readonly from: string
  /** `tag@digest` after; empty when the image is gone. */
  readonly to: string
}

/** An image that both branches set to something else at the same place since they parted. */
export interface ImageConflict extends ImageChange {
  readonly before: string
}

export interface ImageChanges {
  readonly changes: readonly ImageChange[]
  /** Among the changes, those that no merge can make. */
  readonly conflicts: readonly ImageConflict[]
}

/** The same files on both branches, and where these parted. */
export interface Histories {
  readonly base: readonly RepositoryFile[]
  readonly target: readonly RepositoryFile[]
  readonly source: readonly RepositoryFile[]
}

const NO_TAG = '(no tag)'

/**
 * What merging `source` into `target` does to images. What only the target changed, a hotfix, stays as it is and is
 * no change of the promotion.
 */
export function findImageChanges({ base, target, source }: Histories): ImageChanges {
  const [before, here, there] = [base, target, source].map((files) => versionsByPlace(findImages(files)))
  const keys = new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])
  const changes: PlacedChange[] = []
  const conflicts: ImageConflict[] = []
  for (const key of keys) {
    const [old, from, to] = [before?.get(key), here?.get(key), there?.get(key)]
    const place = to ?? from
    if (place === undefined || to?.version === old?.version || to?.version === from?.version) continue
    const { file, image, path } = place
    const change = { file, image, from: from?.version ?? '', to: to?.version ?? '' }
    changes.push({ ...change, path })
    const certain = old !== undefined && from !== undefined && to !== undefined
    if (certain && old.version !== from.version) conflicts.push({ ...change, before: old.version })
  }
  return { changes: joinRenames(changes), conflicts }
}

interface PlacedChange extends ImageChange {
  readonly path: string
}

interface PlacedVersion {
  readonly file: string
  readonly path: string
  readonly image: string
  readonly version: string
}

/**
 * Two places are the same when file, path and image are, and the how many-eth such place of the file they are: documents of
 * one file can have the same path.
 */
function versionsByPlace(places: readonly ImagePlace[]): ReadonlyMap<string, PlacedVersion> {
  const seen = new Map<string, number>()
  const versions = new Map<string, PlacedVersion>()
  for (const place of places) {
    const { file, path, name: image } = place
    if (image === undefined) continue
    const key = JSON.stringify([file, path, image])
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    const version = describePlace(place).slice(image.length).replace(/^[:@]/, '')
    versions.set(`${key}${count}`, { file, path, image, version: version === '' ? NO_TAG : version })
  }
  return versions
}

/** An image that went and one that came at the same place are one image that changed its name. */
function joinRenames(changes: readonly PlacedChange[]): readonly ImageChange[] {
  const gone = new Map<string, PlacedChange[]>()
  for (const change of changes.filter(({ to }) => to === '')) {
    gone.set(placeOf(change), [...(gone.get(placeOf(change)) ?? []), change])
  }
  const joined = new Set<PlacedChange>()
  const renamed = changes.map((change) => {
    if (change.from !== '') return change
    const old = gone.get(placeOf(change))?.find((other) => !joined.has(other))
    if (old === undefined) return change
    joined.add(old)
    return { ...change, from: withName(old) }
  })
  return renamed
    .filter((change) => !joined.has(change))
    .map(({ file, image, from, to }) => ({ file, image, from, to }))
}

function placeOf({ file, path }: PlacedChange): string {
  return JSON.stringify([file, path])
}

function withName({ image, from }: ImageChange): string {
  if (from === NO_TAG) return image
  return `${image}${/^[a-z0-9]+:[0-9a-f]{32,}$/.test(from) ? '@' : ':'}${from}`
}
