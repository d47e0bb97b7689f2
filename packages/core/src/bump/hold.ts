import { type Hold, holdsPath, parseHolds } from '../environment/holds.ts'
import type { Snapshot } from '../ports/environment-repository.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { compareVersionTags } from '../release/version-order.ts'
import { cutLine } from '../report/cut.ts'
import { ActionError } from '../report/error.ts'
import type { WantedImage } from './request.ts'

/**
 * Refuses an image that a hold keeps out of one of these environments. A hold blocks its digest, and every source
 * identical to or behind the bad one, except the restored one.
 * @throws ActionError `held`, which also is the outcome; `invalid-config` for holds that cannot be read; and of the
 *   source repository
 */
export async function checkHolds(
  wanted: WantedImage,
  environments: readonly string[],
  files: Snapshot['files'],
  sources: SourceRepositories | undefined,
  now: Date,
): Promise<void> {
  for (const environment of new Set(environments)) {
    for (const hold of readHolds(environment, files)) {
      if (hold.service === wanted.service && (await isHeld(wanted, hold, sources, now)))
        throw held(wanted, hold, environment)
    }
  }
}

function readHolds(environment: string, files: Snapshot['files']): readonly Hold[] {
  const path = holdsPath(environment)
  const file = files.get(path)
  if (file === undefined) return []
  if (file.text !== undefined && file.mode === '100644') return parseHolds(file.text, path)
  throw new ActionError(
    'invalid-config',
    `${path} is not a regular file of UTF-8 text, so that nobody can tell what is held: correct it.`,
  )
}

async function isHeld(
  { image, source }: WantedImage,
  { bad, good, until }: Hold,
  sources: SourceRepositories | undefined,
  now: Date,
): Promise<boolean> {
  if (until.kind === 'time' && now >= until.at) return false
  if (bad.digest !== undefined && image.digest === bad.digest) return true
  const isNewer = (compareVersionTags(image.tag, bad.tag) ?? 0) > 0
  if (until.kind === 'newer' && isNewer) return false
  if (good !== undefined && source?.sha === good.sha) return false
  if (bad.tag !== undefined && bad.tag === image.tag) return true
  if (bad.source === undefined || source === undefined) return false
  if (bad.source.repository.toLowerCase() !== source.repository.toLowerCase()) return false
  if (bad.source.sha === source.sha) return true
  const relation = await sources?.compare(source.repository, bad.source.sha, source.sha)
  // What cannot be compared could be the bad one's past: only a newer version speaks against it.
  return relation === undefined ? !isNewer : relation === 'behind' || relation === 'identical'
}

function held({ service, image }: WantedImage, { reason, until }: Hold, environment: string): ActionError {
  const end = {
    newer: 'Release a newer version.',
    lifted: `Take the entry out of ${holdsPath(environment)} when it may run again.`,
    time: until.kind === 'time' ? `It ends at ${until.at.toISOString()}.` : '',
  }[until.kind]
  return new ActionError(
    'held',
    `${image.name}:${image.tag ?? image.digest ?? ''} of service "${service}" is held back from the environment "${environment}": ${cutLine(reason, 300).replace(/\.$/, '')}. ${end}`,
    { outcome: 'held' },
  )
}
