/** What stands at a path of an event's payload, of which nothing is known; undefined when there is nothing. */
export function memberOf(event: unknown, ...path: readonly string[]): unknown {
  let found = event
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Readonly<Record<string, unknown>>)[key]
  }
  return found
}
