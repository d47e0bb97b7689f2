import type { Digest } from '../image/digest.ts'
import type { ImageReference } from '../image/reference.ts'
import { formatImageReference } from '../image/reference.ts'
import type { ResolvedImage } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'
import type { Platform } from './platform.ts'
import { missingPlatforms } from './platform.ts'

/**
 * Holds what the registry has against what the engine says it pushed and what was asked for.
 * @throws ActionError `push-not-found`, `digest-mismatch`, `platforms-missing`
 */
export function verifyPush(
  pushed: ImageReference,
  reported: Digest,
  seen: ResolvedImage | undefined,
  platforms: readonly Platform[],
): ResolvedImage {
  const name = formatImageReference(pushed)
  if (seen === undefined) {
    throw new ActionError(
      'push-not-found',
      `The engine reported ${name} pushed as ${reported}, but the registry does not have it. Nothing was tagged. Run the job again; if it stays so, the registry drops what is pushed to it.`,
      { kind: 'transient' },
    )
  }
  if (seen.digest !== reported) {
    throw new ActionError(
      'digest-mismatch',
      `The engine reported ${name} pushed as ${reported}, but the registry has ${seen.digest} there. Another run may have pushed the same tag: let only one run build a commit (workflow "concurrency"), and run the job again.`,
      { kind: 'transient' },
    )
  }
  const missing = missingPlatforms(platforms, seen.platforms.keys())
  if (missing.length > 0) {
    throw new ActionError(
      'platforms-missing',
      `${name} has ${listed(seen.platforms.keys())}, and lacks ${listed(missing)} of input "platforms". No other tag was applied. Use an engine that builds every platform (engine: buildx or buildah).`,
    )
  }
  return seen
}

function listed(platforms: Iterable<string>): string {
  const names = [...platforms]
  return names.length === 0 ? 'no platform' : names.join(', ')
}
