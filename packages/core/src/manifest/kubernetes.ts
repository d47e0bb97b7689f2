import { isMap } from 'yaml'
import type { ImagePlace } from './image-place.ts'
import { referencePlace } from './locate-place.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

const CONTAINERS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers'])

/** Whether the document is a Kubernetes object of any kind. */
export function isKubernetesObject(root: Cursor): boolean {
  return textOf(fieldOf(root, 'apiVersion')) !== undefined && textOf(fieldOf(root, 'kind')) !== undefined
}

/**
 * The image of every container, init container and ephemeral container, however deep: in pods, in the templates of
 * workloads, cron jobs and custom resources, and in the items of a `List`. Only lists of containers are looked at,
 * so that a field of a custom resource that happens to be called `image` is not taken for one.
 */
export function locateKubernetesImages(root: Cursor): readonly ImagePlace[] {
  const places: ImagePlace[] = []
  visit(root, places)
  return places
}

function visit(cursor: Cursor, places: ImagePlace[]): void {
  for (const child of childrenOf(cursor)) {
    if (CONTAINERS.has(lastKey(child) ?? '')) places.push(...containerImages(child))
    visit(child, places)
  }
}

function containerImages(containers: Cursor): readonly ImagePlace[] {
  return childrenOf(containers).flatMap((container) => {
    if (!isMap(container.node)) return []
    const image = fieldOf(container, 'image')
    const place = image === undefined ? undefined : referencePlace('kubernetes', image)
    return place === undefined ? [] : [place]
  })
}
