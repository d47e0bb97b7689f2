import type { IncomingHttpHeaders } from 'node:http'

import { ActionError } from '@gitops-actions/core'

import type { HttpHeaders } from './contract.ts'

/** Answer headers with names in lower case. */
export function readHeaders(raw: IncomingHttpHeaders): HttpHeaders {
  const byName = new Map<string, string>()
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) byName.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value)
  }
  return { get: (name) => byName.get(name.toLowerCase()), [Symbol.iterator]: () => byName.entries() }
}

/** Field names are tokens; values hold no control characters: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** Request headers with names in lower case. Throws `ActionError` `refused-header` without showing the value. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name))
      throw new ActionError('refused-header', `refused a header named ${JSON.stringify(name)}`)
    if (!VALUE.test(value)) {
      throw new ActionError(
        'refused-header',
        `refused the value of the header ${name}: it holds a line break or a control character; ` +
          'check the secret it comes from for a stray line break',
      )
    }
    checked[name.toLowerCase()] = value
  }
  return checked
}

const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization', 'private-token', 'x-registry-auth']

/** The same headers without anything that proves who we are. */
export function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.includes(name)))
}
