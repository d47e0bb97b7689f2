import { ActionError } from '../report/error.ts'
import type { BuildAndPushPorts, BuildAndPushRequest } from './build-request.ts'
import { factsOf } from './describe-build.ts'
import type { FoundImage } from './existing-image.ts'
import { imageAnnotations } from './labels.ts'
import type { TagPlan } from './tag-plan.ts'
import { verifyPush } from './verify-push.ts'

/**
 * Makes one index of the parts that other runs pushed by digest, in every destination, and reads it back.
 * @throws ActionError of the registry and of `verifyPush`
 */
export async function mergeImages(
  request: BuildAndPushRequest,
  plan: TagPlan,
  now: Date,
  { registry, log }: BuildAndPushPorts,
): Promise<readonly FoundImage[]> {
  const annotations = imageAnnotations(factsOf(request, plan, now), request.annotations)
  const ofIndex = annotations.filter(({ levels, name }) => levels.includes('index') && name !== '')
  const pairs = new Map(ofIndex.map(({ name, value }) => [name, value]))
  const merged: FoundImage[] = []
  for (const destination of plan.destinations) {
    const { image, tags } = destination
    const found = await log.group(
      `Make one index of ${request.digests.length} in ${image.name}`,
      async () => {
        const digest = await registry.putIndex(image, request.digests, pairs)
        const place = { ...image, digest }
        const seen = verifyPush(place, digest, await registry.resolve(place), request.build.platforms)
        log.info(`The registry has ${image.name}@${digest}: ${[...seen.platforms.keys()].join(', ')}`)
        return seen
      },
    )
    merged.push({ destination, tag: undefined, image: found, lacking: tags.map(({ name }) => name) })
  }
  return merged
}

/**
 * Inputs that do not go together.
 * @throws ActionError `invalid-input`
 */
export function checkParts({ byDigest, digests, push, build }: BuildAndPushRequest): void {
  if (byDigest && build.platforms.length === 0) {
    throw new ActionError(
      'invalid-input',
      'Input "by-digest" is true, and "platforms" is empty: name the platform that this job builds, so that its part is told from the others.',
    )
  }
  if (byDigest && digests.length > 0) {
    throw new ActionError(
      'invalid-input',
      'Inputs "by-digest" and "digests" are both given: the first is for the runs that build one platform each, the second for the run that makes one index of them.',
    )
  }
  if (push || (!byDigest && digests.length === 0)) return
  throw new ActionError(
    'invalid-input',
    `Input "push" is false, and "${byDigest ? 'by-digest' : 'digests'}" is about pushing: leave one of the two out.`,
  )
}
