import { ActionError } from '../report/error.ts'

/** A semantic version, its parts as they were written. */
export interface SemanticVersion {
  /** Without a leading `v`: `1.2.3-rc.1+build`. */
  readonly text: string
  readonly major: string
  readonly minor: string
  readonly patch: string
  /** Empty for a release. */
  readonly prerelease: string
  /** Build metadata; empty when there is none. */
  readonly build: string
}

/** What a Git tag says: which version, and for which environment alone when it carries a prefix. */
export interface VersionTag {
  readonly version: SemanticVersion
  readonly environment: string | undefined
}

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string
const NUMBER = '(?:0|[1-9]\\d{0,19})'
const PRERELEASE_PART = `(?:${NUMBER}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const VERSION = new RegExp(
  `^v?(?<text>(?<major>${NUMBER})\\.(?<minor>${NUMBER})\\.(?<patch>${NUMBER})` +
    `(?:-(?<prerelease>${PRERELEASE_PART}(?:\\.${PRERELEASE_PART})*))?` +
    `(?:\\+(?<build>[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?)$`,
)
const ENVIRONMENT = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/

/**
 * Reads a Git tag `v1.2.3`, `1.2.3` or `<environment>-v1.2.3`; undefined when it is none of these.
 * Build metadata is kept here and mapped only when it becomes an image tag.
 */
export function readVersionTag(name: string): VersionTag | undefined {
  const plain = readVersion(name)
  if (plain !== undefined) return { version: plain, environment: undefined }
  for (let dash = name.indexOf('-v'); dash > 0; dash = name.indexOf('-v', dash + 1)) {
    const version = readVersion(name.slice(dash + 1))
    const environment = name.slice(0, dash)
    if (version !== undefined && ENVIRONMENT.test(environment)) return { version, environment }
  }
  return undefined
}

/**
 * As `readVersionTag`, for a place where nothing but a version will do.
 * @throws ActionError `invalid-version-tag`
 */
export function parseVersionTag(name: string): VersionTag {
  const tag = readVersionTag(name)
  if (tag !== undefined) return tag
  throw new ActionError(
    'invalid-version-tag',
    `"${name}" is not a version tag: wanted "v1.2.3", "v1.2.3-rc.1" or "<environment>-v1.2.3", three numbers without leading zeros. Push a tag of that form, or give input "tags" rules that do not need a version, such as "type=ref,event=tag".`,
  )
}

function readVersion(text: string): SemanticVersion | undefined {
  const groups = VERSION.exec(text)?.groups
  if (groups === undefined) return undefined
  return {
    text: groups.text ?? '',
    major: groups.major ?? '',
    minor: groups.minor ?? '',
    patch: groups.patch ?? '',
    prerelease: groups.prerelease ?? '',
    build: groups.build ?? '',
  }
}
