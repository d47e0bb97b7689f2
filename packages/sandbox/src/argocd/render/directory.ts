import type { ApplicationSource } from '../application/object.ts'
import type { Snapshot } from '../source/git-mirrors.ts'
import { parseManifests, type JsonObject } from './manifest.ts'

/** The plain manifests of a directory: `*.yaml`, `*.yml` and `*.json`, below it only with `directory.recurse`. */
export async function renderDirectory(
  snapshot: Snapshot,
  directory: string,
  options: NonNullable<ApplicationSource['directory']>,
): Promise<JsonObject[]> {
  const objects: JsonObject[] = []
  for (const path of manifestPaths(snapshot, directory, options)) {
    objects.push(...parseManifests(await snapshot.read(path), path))
  }
  return objects
}

function manifestPaths(
  snapshot: Snapshot,
  directory: string,
  options: NonNullable<ApplicationSource['directory']>,
): string[] {
  const prefix = directory === '' ? '' : `${directory}/`
  return snapshot.paths.filter((path) => {
    if (!path.startsWith(prefix) || !/\.(ya?ml|json)$/i.test(path)) return false
    const relative = path.slice(prefix.length)
    if (options.recurse !== true && relative.includes('/')) return false
    if (options.include !== undefined && options.include !== '' && !matchesGlob(relative, options.include))
      return false
    return options.exclude === undefined || options.exclude === '' || !matchesGlob(relative, options.exclude)
  })
}

/** `*` (any text without a slash), `**`, `?` and one level of `{a,b}`, as `directory.include` takes them. */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = ''
  let inBraces = false
  for (let index = 0; index < glob.length; index++) {
    const character = glob.charAt(index)
    if (character === '*') {
      const double = glob.charAt(index + 1) === '*'
      pattern += double ? '.*' : '[^/]*'
      if (double) index++
    } else if (character === '?') pattern += '[^/]'
    else if (character === '{') {
      pattern += '(?:'
      inBraces = true
    } else if (character === '}') {
      pattern += ')'
      inBraces = false
    } else if (character === ',' && inBraces) pattern += '|'
    else pattern += character.replace(/[.+^$()|[\]\\]/, '\\$&')
  }
  return new RegExp(`^${pattern}$`).test(path)
}
