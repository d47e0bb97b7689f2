import { isObject, stringAt, type Json, type JsonObject } from './manifest.ts'

/** One entry of `images:` in a kustomization. */
export interface ImageOverride {
  name: string
  newName?: string
  newTag?: string
  digest?: string
}

/**
 * Applies Kustomize's image transformer: in every `containers` and `initContainers` list of the object, however
 * deep, the image of that name gets the new name, tag or digest. The last entry of a name wins.
 */
export function overrideImages(object: JsonObject, overrides: readonly ImageOverride[]): JsonObject {
  return mapObject(object, overrides)
}

/** Splits `registry:5000/name:tag@sha256:…`. */
export function splitImage(image: string): { name: string; tag: string; digest: string } {
  const at = image.indexOf('@')
  const digest = at < 0 ? '' : image.slice(at + 1)
  const rest = at < 0 ? image : image.slice(0, at)
  const colon = rest.lastIndexOf(':')
  if (colon <= rest.lastIndexOf('/')) return { name: rest, tag: '', digest }
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest }
}

export function joinImage(image: { name: string; tag: string; digest: string }): string {
  return `${image.name}${image.tag === '' ? '' : `:${image.tag}`}${image.digest === '' ? '' : `@${image.digest}`}`
}

function mapObject(object: JsonObject, overrides: readonly ImageOverride[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const isContainerList = (key === 'containers' || key === 'initContainers') && Array.isArray(value)
      return [
        key,
        isContainerList ? value.map((item) => mapContainer(item, overrides)) : mapValue(value, overrides),
      ]
    }),
  )
}

function mapValue(value: Json, overrides: readonly ImageOverride[]): Json {
  if (Array.isArray(value)) return value.map((item) => mapValue(item, overrides))
  return isObject(value) ? mapObject(value, overrides) : value
}

function mapContainer(container: Json, overrides: readonly ImageOverride[]): Json {
  if (!isObject(container)) return container
  const image = stringAt(container, 'image')
  if (image === undefined) return container
  let parts = splitImage(image)
  for (const override of overrides) {
    if (override.name === parts.name) parts = overrideImage(parts, override)
  }
  return { ...container, image: joinImage(parts) }
}

function overrideImage(
  image: ReturnType<typeof splitImage>,
  override: ImageOverride,
): ReturnType<typeof splitImage> {
  const name = override.newName ?? image.name
  const { newTag: tag, digest } = override
  if (tag === undefined && digest === undefined) return { ...image, name }
  return { name, tag: tag ?? '', digest: digest ?? '' }
}
