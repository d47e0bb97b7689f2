import type { CacheLocation } from '../ports/builder.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

const TYPES = ['registry', 'gha', 'local', 'inline', 's3', 'azblob']

/**
 * Reads lines such as `type=gha` or `type=registry,ref=ghcr.io/acme/api:cache`; a line without "=" is the reference of a
 * registry cache. https://docs.docker.com/build/cache/backends/
 * @throws ActionError `invalid-input`
 */
export function parseCacheLocations(input: string, lines: readonly string[]): readonly CacheLocation[] {
  return lines.map((line, index) => {
    const refuse = (what: string): ActionError =>
      new ActionError(
        'invalid-input',
        `Input "${input}", line ${index + 1}: ${what}${what.endsWith('?') ? '' : '.'}`,
      )
    if (!line.includes('=')) return { type: 'registry', attributes: [{ name: 'ref', value: line.trim() }] }
    const fields = line.split(',').map((field) => {
      const equals = field.indexOf('=')
      if (equals < 1) throw refuse(`"${field.trim()}" has no "=": wanted "type=…,name=value"`)
      return { name: field.slice(0, equals).trim().toLowerCase(), value: field.slice(equals + 1).trim() }
    })
    const type = fields.find(({ name }) => name === 'type')?.value
    if (type === undefined) throw refuse(`there is no "type=": wanted one of ${TYPES.join(', ')}`)
    if (!TYPES.includes(type)) {
      const meant = closest(type, TYPES)
      throw refuse(
        `the type "${type}" is not known: ${meant === undefined ? `wanted ${TYPES.join(', ')}` : `did you mean "${meant}"?`}`,
      )
    }
    return { type, attributes: fields.filter(({ name }) => name !== 'type') }
  })
}

/**
 * Gives caches of GitHub Actions that name no scope one of their own: without it, services of a repository overwrite each
 * other's cache.
 * @param scope the service, with the platform where each has a runner of its own
 */
export function scopeCaches(locations: readonly CacheLocation[], scope: string): readonly CacheLocation[] {
  return locations.map((location) => {
    const hasScope = location.attributes.some(({ name }) => name === 'scope')
    if (location.type !== 'gha' || hasScope) return location
    return { ...location, attributes: [...location.attributes, { name: 'scope', value: scope }] }
  })
}
