import { readVersionTag } from '../build/version-tag.ts'
import type { ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { EnvironmentSettings } from './config.ts'

/** What a policy looks at of an image. */
export interface PolicyImage {
  readonly service: string
  readonly image: ImageReference
  /** Whether the tag may point to another image tomorrow. */
  readonly mutable: boolean
  /** What it was built from; undefined when nobody said. */
  readonly source: { readonly ref?: string } | undefined
}

/**
 * Holds the images against the `tags` policy of the environment they shall go to.
 * @param defaultBranch short name of the source's default branch; when it is not known, `main` takes no branch
 * @throws ActionError `blocked-by-policy`, which also is the outcome
 */
export function checkTagPolicy(
  environment: EnvironmentSettings,
  images: readonly PolicyImage[],
  defaultBranch?: string,
): void {
  for (const image of images) {
    const reason = objection(environment, image, defaultBranch)
    if (reason === undefined) continue
    throw new ActionError(
      'blocked-by-policy',
      `${image.image.name}:${image.image.tag ?? '(no tag)'} of service "${image.service}" is not let into the environment "${environment.name}": ${reason}. Bump with such an image, or change "tags" of the environment in gitops.yaml.`,
      { outcome: 'blocked-by-policy' },
    )
  }
}

function objection(
  { tags }: EnvironmentSettings,
  image: PolicyImage,
  defaultBranch: string | undefined,
): string | undefined {
  switch (tags.kind) {
    case 'any':
      return undefined
    case 'branch':
      return fromBranch(image, () => undefined)
    case 'main':
      return fromBranch(image, (ref) => notMain(ref, defaultBranch))
    case 'semver':
    case 'semver-prerelease':
      return versionObjection(image, tags.kind)
    case 'patterns':
      return tags.patterns.some((pattern) => matchesPattern(image.image.tag ?? '', pattern))
        ? undefined
        : `its tag fits none of the patterns ${tags.patterns.map((pattern) => `"${pattern}"`).join(', ')}`
  }
}

/** Release versions are built from a tag; they may go wherever branches go. */
function fromBranch(
  { source }: PolicyImage,
  branchObjection: (ref: string) => string | undefined,
): string | undefined {
  const ref = source?.ref
  if (ref === undefined || ref.startsWith('refs/tags/')) return undefined
  if (!ref.startsWith('refs/heads/'))
    return `it was built from ${ref}, and images built from branches are taken`
  return branchObjection(ref)
}

function notMain(ref: string, branch: string | undefined): string | undefined {
  if (ref === `refs/heads/${branch ?? ''}`) return undefined
  return branch === undefined
    ? `it was built from ${ref}, and whether that is the default branch of its repository is not known (give "source-token" read access to it)`
    : `it was built from ${ref}, and images built from refs/heads/${branch} are taken`
}

function versionObjection(
  { image, mutable }: PolicyImage,
  kind: 'semver' | 'semver-prerelease',
): string | undefined {
  const tag = image.tag === undefined ? undefined : readVersionTag(image.tag)
  if (tag === undefined || tag.environment !== undefined) {
    return 'it takes release versions such as "1.4.2" alone, never "latest" or a branch'
  }
  if (mutable) return 'its tag can be moved to another image'
  if (tag.version.prerelease !== '' && kind === 'semver') {
    return 'it takes no prereleases (the policy "semver-prerelease" would)'
  }
  return undefined
}

/** `*` stands for any characters, everything else for itself. Linear in the text for each part of the pattern. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first = ''] = parts
  if (parts.length === 1) return text === pattern
  if (!text.startsWith(first)) return false
  const last = parts.at(-1) ?? ''
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
