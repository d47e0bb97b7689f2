/**
 * Cuts an answer by the query parameter `fields`: a comma-separated list of dotted paths to keep, or, after a
 * leading `-`, to leave out. Lists are passed through. The rules, odd ones included (a path is kept when any wanted
 * path merely begins with its text), are those of argoproj/pkg `grpc/http/forwarders.go`.
 */
export function trimFields(value: unknown, parameter: string | null): unknown {
  if (parameter === null || parameter === '') return value
  const exclude = parameter.startsWith('-')
  const fields = new Set((exclude ? parameter.slice(1) : parameter).split(','))
  return trim(value, '', { fields, exclude })
}

interface FieldRule {
  fields: Set<string>
  exclude: boolean
}

function trim(value: unknown, path: string, rule: FieldRule): unknown {
  if (Array.isArray(value)) return value.map((item) => trim(item, path, rule))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const own = path === '' ? key : `${path}.${key}`
    const named = rule.fields.has(own)
    const leads = named || [...rule.fields].some((field) => field.startsWith(own))
    const keep = rule.exclude ? !named : leads
    if (!keep) return []
    return [[key, named ? inner : trim(inner, own, rule)]]
  })
  return Object.fromEntries(kept)
}
