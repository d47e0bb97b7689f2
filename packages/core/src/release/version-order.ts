import { readVersionTag, type SemanticVersion } from '../build/version-tag.ts'

/**
 * How two image tags stand to each other as versions: negative when `one` is the older; undefined unless both are
 * versions. Build metadata does not count (https://semver.org/#spec-item-11).
 */
export function compareVersionTags(one: string | undefined, other: string | undefined): number | undefined {
  const [left, right] = [versionIn(one), versionIn(other)]
  return left === undefined || right === undefined ? undefined : compareVersions(left, right)
}

/** Precedence of semantic versions. */
export function compareVersions(one: SemanticVersion, other: SemanticVersion): number {
  return (
    compareNumbers(one.major, other.major) ||
    compareNumbers(one.minor, other.minor) ||
    compareNumbers(one.patch, other.patch) ||
    comparePrereleases(one.prerelease, other.prerelease)
  )
}

/** A tag for one environment alone (`prod-v1.2.3`) names its version all the same. */
function versionIn(tag: string | undefined): SemanticVersion | undefined {
  return tag === undefined ? undefined : readVersionTag(tag)?.version
}

/** Digits without leading zeros, of any length. */
function compareNumbers(one: string, other: string): number {
  return one.length - other.length || compareTexts(one, other)
}

function comparePrereleases(one: string, other: string): number {
  if (one === other) return 0
  // A release comes after its prereleases.
  if (one === '' || other === '') return one === '' ? 1 : -1
  const [left, right] = [one.split('.'), other.split('.')]
  for (const [index, part] of left.entries()) {
    const against = right[index]
    if (against === undefined) return 1
    const order = compareParts(part, against)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compareParts(one: string, other: string): number {
  const [left, right] = [isNumber(one), isNumber(other)]
  if (left && right) return compareNumbers(one, other)
  if (left !== right) return left ? -1 : 1
  return compareTexts(one, other)
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text)
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
