/**
 * Members of a request body. The body was checked against GitHub's OpenAPI description before a handler sees it; these
 * readers only tell the compiler what is there, and take anything else for absent.
 */

export function textField(body: unknown, name: string): string | undefined {
  const value = field(body, name)
  return typeof value === 'string' ? value : undefined
}

/** Text, `null` where the caller cleared it, or undefined where it is absent. */
export function nullableTextField(body: unknown, name: string): string | null | undefined {
  return field(body, name) === null ? null : textField(body, name)
}

export function flagField(body: unknown, name: string): boolean | undefined {
  const value = field(body, name)
  return typeof value === 'boolean' ? value : undefined
}

export function numberField(body: unknown, name: string): number | undefined {
  const value = field(body, name)
  return typeof value === 'number' ? value : undefined
}

/** The texts of a list; undefined when there is no list. */
export function textListField(body: unknown, name: string): string[] | undefined {
  const list = listField(body, name)
  return list?.filter((item): item is string => typeof item === 'string')
}

export function listField(body: unknown, name: string): readonly unknown[] | undefined {
  const value = field(body, name)
  return Array.isArray(value) ? value : undefined
}

/** Any member, unread. */
export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? Reflect.get(body, name)
    : undefined
}
