import { createPublicKey, generateKeyPair, verify } from 'node:crypto'
import { promisify } from 'node:util'

import type { Access, App, AppRegistration, PermissionName } from './resources.ts'
import { RestError } from './route.ts'
import type { GitHubState } from './state.ts'

export interface NewApp {
  slug: string
  /** The account that has it installed. */
  owner: string
  /** Full names. Default: every repository of the owner. */
  repositories?: readonly string[]
  permissions: Partial<Record<PermissionName, Access>>
}

export interface RegisteredApp {
  id: number
  slug: string
  installationId: number
  /** PEM, what users keep as a secret. */
  privateKey: string
}

/** Longest life of the token that an app signs itself, in seconds. */
const LONGEST_LIFE = 600

/** Clocks may differ by this much, in seconds. */
const LEEWAY = 60

/** Registers and installs an app; it signs in with the key that is returned. */
export async function registerApp(state: GitHubState, request: NewApp): Promise<RegisteredApp> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const app: App = { id: state.nextId(), slug: request.slug, name: request.slug }
  const installationId = state.nextId()
  state.apps.set(app.id, {
    app,
    publicKey: createPublicKey(pair.publicKey),
    installationId,
    owner: request.owner,
    repositories: request.repositories ?? 'all',
    permissions: request.permissions,
  })
  return { id: app.id, slug: app.slug, installationId, privateKey: pair.privateKey }
}

/**
 * The app that signed a JSON Web Token.
 * Source: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 * @throws RestError 401 in GitHub's words
 */
export function authenticateApp(state: GitHubState, header: string | undefined): AppRegistration {
  const [, text = ''] = /^bearer (\S+)$/i.exec(header ?? '') ?? []
  const [head = '', claims = '', signature = ''] = text.split('.')
  const algorithm = read(head, 'alg')
  if (algorithm !== 'RS256') throw new RestError(401, 'A JSON web token could not be decoded')
  const registration = state.apps.get(Number(read(claims, 'iss')))
  if (registration === undefined) throw new RestError(401, 'Integration not found')
  const signed = Buffer.from(`${head}.${claims}`)
  if (!verify('RSA-SHA256', signed, registration.publicKey, Buffer.from(signature, 'base64url'))) {
    throw new RestError(401, 'A JSON web token could not be decoded')
  }
  const now = state.now().getTime() / 1000
  const expires = Number(read(claims, 'exp'))
  const issued = Number(read(claims, 'iat'))
  if (!(expires > now - LEEWAY)) {
    throw new RestError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time",
    )
  }
  if (expires > now + LONGEST_LIFE + LEEWAY)
    throw new RestError(401, "'Expiration time' claim ('exp') is too far in the future")
  if (!(issued <= now + LEEWAY)) {
    throw new RestError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  }
  return registration
}

function read(part: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  } catch {
    return undefined
  }
}
