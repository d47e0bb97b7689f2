import { type Clock } from '@gitops-actions/core'
import { listAt, textAt } from '../json/member.ts'
import type { KubernetesApi } from '../kubernetes/api.ts'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { type Around, keyOf, type ObjectName } from './around.ts'
import { REQUESTED_AT } from './condition.ts'
import { applierName, kustomizationApplier } from './kustomization.ts'
import { HELM_RELEASE } from './kinds.ts'
import { requestReconcile } from './reconcile.ts'

/** Has objects reconciled once more that take values from elsewhere. */
export interface Revisits {
  /**
   * Whether it was reconciled since these revisions were applied; asks for that, once for each of them.
   * @throws what the cluster refuses
   */
  isDone(name: ObjectName, object: KubernetesObject, revisions: readonly string[]): Promise<boolean>
}

interface Request {
  readonly at: string
  /** What was asked for before. */
  readonly before: string | undefined
}

export function createRevisits(api: KubernetesApi, around: Around, clock: Clock): Revisits {
  const requests = new Map<string, Request>()
  return {
    async isDone(name, object, revisions) {
      const key = `${keyOf(name)} ${revisions.join(' ')}`
      const newest = textAt(object.metadata, 'annotations', REQUESTED_AT)
      const request = requests.get(key)
      if (request !== undefined) {
        const handled = textAt(object.status, 'lastHandledReconcileAt')
        // Somebody else may have asked after us; what was there before us may be all that an older event shows.
        const isLater = newest !== request.before && handled === newest
        return handled !== undefined && (handled === request.at || isLater)
      }
      const at = clock.now().toISOString()
      requests.set(key, { at, before: newest })
      try {
        around.remember(name, await requestReconcile(api, name, at))
      } catch (error) {
        requests.delete(key)
        throw error
      }
      return false
    },
  }
}

/**
 * Whether an object takes values from ConfigMaps or Secrets that come with the same commit by another way: it is reconciled when its own
 * specification or artifact changes, and looks at those only then.
 * https://fluxcd.io/flux/components/helm/helmreleases/#values-references
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function takesForeignValues(type: ResourceType, object: KubernetesObject): boolean {
  const applier = type === HELM_RELEASE ? applierName(object) : kustomizationApplier(object)
  const references =
    type === HELM_RELEASE
      ? listAt(object.spec, 'valuesFrom')
      : listAt(object.spec, 'postBuild', 'substituteFrom')
  return applier !== undefined && references.length > 0
}
