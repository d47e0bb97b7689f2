import type { Digest } from '../image/digest.ts'
import type { Annotation, Builder, ImageBuild, Label } from '../ports/builder.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { BuildRegistry } from '../ports/registry.ts'
import type { BuildHistory } from './newer-builds.ts'
import type { TagPlanRequest } from './tag-plan.ts'

/** What a workflow asks of build-and-push. */
export interface BuildAndPushRequest extends Omit<TagPlanRequest, 'now'> {
  /** Undefined: the last part of the image's name. */
  readonly service: string | undefined
  /** The environments that the run is for. */
  readonly environments: readonly string[]
  readonly build: Omit<ImageBuild, 'labels' | 'annotations' | 'references' | 'pushTo'>
  /** Labels the user gives; those of the OCI specification are added. */
  readonly labels: readonly Label[]
  readonly annotations: readonly Annotation[]
  readonly push: boolean
  readonly skipExisting: boolean
  /** Push what is built and give it no tag: another run makes one index of several such parts. */
  readonly byDigest: boolean
  /** Parts that were pushed before: make an index of them, and build nothing. */
  readonly digests: readonly Digest[]
  /** Nothing is done: the push was of environments alone. */
  readonly isEnvironmentPush: boolean
}

export interface BuildAndPushPorts {
  readonly builder: Builder
  readonly registry: BuildRegistry
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly log: Log
  /** Looks at a pushed image, `name@digest`, before it gets its tags; throws when it must not have them. */
  readonly scan?: ((reference: string) => Promise<void>) | undefined
  /** Undefined: nobody can say which of two commits is the newer one. */
  readonly history?: BuildHistory['compare'] | undefined
}
