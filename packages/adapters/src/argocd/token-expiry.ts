import { objectAt } from '../json/member.ts'

/**
 * When a token of Argo CD, a JWT, expires; undefined when it never does or cannot be read. Nothing is verified: this is for a
 * message. https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
export function tokenExpiry(token: string): Date | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const seconds = objectAt(claims)?.exp
    const date = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined
    return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
  } catch {
    return undefined
  }
}
