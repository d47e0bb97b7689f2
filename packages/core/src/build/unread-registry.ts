import type { Log } from '../ports/log.ts'
import type { BuildRegistry } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'

/**
 * A registry as it is read before the first push. Many (Quay, GHCR, Docker Hub) make a repository when something is pushed, and until
 * then say that it may not be read: such a one holds nothing yet. Whether it may be written is another question, and is asked before
 * anything is built.
 */
export function readBeforePush(registry: BuildRegistry, log: Pick<Log, 'info'>): BuildRegistry {
  let isSaid = false
  async function orElse<T>(reading: Promise<T>, absent: T): Promise<T> {
    try {
      return await reading
    } catch (error) {
      if (!(error instanceof ActionError) || error.code !== 'registry-denied') throw error
      if (!isSaid) log.info(`Taken for a repository that is yet to be made: ${error.message}`)
      isSaid = true
      return absent
    }
  }
  return {
    checkPush: (image) => registry.checkPush(image),
    layers: (image) => registry.layers(image),
    putIndex: (image, members, annotations) => registry.putIndex(image, members, annotations),
    tag: (image, tag) => registry.tag(image, tag),
    resolve: (image) => orElse(registry.resolve(image), undefined),
    labels: (image) => orElse(registry.labels(image), undefined),
    tags: (image) => orElse(registry.tags(image), []),
  }
}
