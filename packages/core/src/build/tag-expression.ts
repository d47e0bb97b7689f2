import { ActionError } from '../report/error.ts'
import type { BuildSource } from './source.ts'
import { branchOf, gitTagOf, shortSha } from './source.ts'
import type { SemanticVersion } from './version-tag.ts'

const EXPRESSION = /\{\{\s*([^{}]*?)\s*\}\}/g

/** The values that `{{…}}` can name in any attribute of a tag rule. */
export function sourceValues(source: BuildSource): Record<string, string> {
  const branch = branchOf(source)
  const isDefault = branch !== undefined && branch === source.defaultBranch
  return {
    branch: branch ?? '',
    tag: gitTagOf(source) ?? '',
    sha: shortSha(source),
    is_default_branch: String(isDefault),
    is_not_default_branch: String(!isDefault),
  }
}

/** The values that `{{…}}` can name in the pattern of a `semver` rule, besides those of the source. */
export function versionValues(version: SemanticVersion, raw: string): Record<string, string> {
  return {
    raw,
    version: version.text,
    major: version.major,
    minor: version.minor,
    patch: version.patch,
  }
}

/**
 * Replaces every `{{name}}`.
 * @throws ActionError `invalid-tag-rule` for a name that is not known
 */
export function expand(template: string, values: Readonly<Record<string, string>>, line: number): string {
  return template.replace(EXPRESSION, (written, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) return value
    throw new ActionError(
      'invalid-tag-rule',
      `Input "tags", line ${line}: the expression "${written}" is not known here. Known: ${Object.keys(values)
        .map((known) => `{{${known}}}`)
        .join(', ')}.`,
    )
  })
}
