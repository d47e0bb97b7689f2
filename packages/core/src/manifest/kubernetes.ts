import { isMap } from 'yaml'
import { locateContainerWords } from './container-words.ts'
import { containerKeysOf, locateLooseImages } from './custom-resources.ts'
import type { ImagePlace } from './image-place.ts'
import { referencePlace } from './locate-place.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const

/** Whether the document is a Kubernetes object of any kind. */
export function isKubernetesObject(root: Cursor): boolean {
  return textOf(fieldOf(root, 'apiVersion')) !== undefined && textOf(fieldOf(root, 'kind')) !== undefined
}

/**
 * The image of every container, init container and ephemeral container, however deep: in pods, in the templates of
 * workloads, cron jobs and custom resources, and the images that their environment and arguments name; images mounted as
 * volumes; and the images that custom resources and the data of a ConfigMap name elsewhere. In objects of Kubernetes itself nothing else is looked at, so that a field that happens to be called `image` is
 * not taken for one.
 */
export function locateKubernetesImages(object: Cursor): readonly ImagePlace[] {
  const places: ImagePlace[] = []
  visit(object, new Set([...CONTAINERS, ...containerKeysOf(object)]), places)
  const taken = new Set(places.flatMap(({ slots }) => slots.map(({ scalar }) => scalar.range.start)))
  const isNew = ({ slots }: ImagePlace): boolean => !slots.some(({ scalar }) => taken.has(scalar.range.start))
  return [...places, ...locateLooseImages(object).filter(isNew)]
}

function visit(cursor: Cursor, containers: ReadonlySet<string>, places: ImagePlace[]): void {
  for (const child of childrenOf(cursor)) {
    const key = lastKey(child) ?? ''
    if (containers.has(key)) places.push(...containerImages(child))
    else if (key === 'volumes') places.push(...volumeImages(child))
    visit(child, containers, places)
  }
}

/** Of a list of containers, of a map of them by name, or of one container. */
function containerImages(containers: Cursor): readonly ImagePlace[] {
  return [containers, ...childrenOf(containers)].flatMap(locateContainerImages)
}

/** The image of one container, and those that it is told of. */
export function locateContainerImages(container: Cursor): readonly ImagePlace[] {
  return [...imageAt(fieldOf(container, 'image')), ...locateContainerWords(container)]
}

/** https://kubernetes.io/docs/concepts/storage/volumes/#image */
function volumeImages(volumes: Cursor): readonly ImagePlace[] {
  return childrenOf(volumes).flatMap((volume) => {
    const image = fieldOf(volume, 'image')
    return image === undefined || !isMap(image.node) ? [] : imageAt(fieldOf(image, 'reference'))
  })
}

function imageAt(image: Cursor | undefined): readonly ImagePlace[] {
  const place = image === undefined ? undefined : referencePlace('kubernetes', image)
  return place === undefined ? [] : [place]
}
