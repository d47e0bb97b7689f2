import { describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import {
  createRegistry,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type RegistryCredential,
} from '@gitops-actions/adapters'
import { parseImageReference } from '@gitops-actions/core'
import { fakeClock } from './registry-client.ts'

const MANIFEST = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
)
const DIGEST = `sha256:${createHash('sha256').update(MANIFEST).digest('hex')}`
const NO_USER = '00000000-0000-0000-0000-000000000000'
const KEY = '{\n  "type": "service_account",\n  "private_key": "-----BEGIN\\nx:y"\n}'

/** The far side of one registry, by what it documents: a challenge, and what it lets in. */
interface Cloud {
  readonly image: string
  /** What 401 says. `<repository>` stands for the repository of the API. */
  readonly challenge: string
  readonly credential: Omit<RegistryCredential, 'registry'> | undefined
  /** Every request, as `METHOD URL Authorization`. */
  readonly requests: readonly string[]
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

const CLOUDS: Record<string, Cloud> = {
  'Docker Hub, a token of a user': {
    image: 'acme/api:1',
    challenge:
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/api:pull"',
    credential: { username: 'acme', password: 'dckr_pat_x' },
    requests: [
      'GET https://registry-1.docker.io/v2/acme/api/manifests/1 -',
      `GET https://auth.docker.io/token?service=registry.docker.io&scope=repository:acme/api:pull ${basic('acme', 'dckr_pat_x')}`,
      'GET https://registry-1.docker.io/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
  'Docker Hub, an official image by nobody': {
    image: 'alpine:3',
    challenge: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    credential: undefined,
    requests: [
      'GET https://registry-1.docker.io/v2/library/alpine/manifests/3 -',
      'GET https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull -',
      'GET https://registry-1.docker.io/v2/library/alpine/manifests/3 Bearer granted',
    ],
  },
  'GitHub, the token of the run': {
    image: 'ghcr.io/acme/api:1',
    challenge: 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/api:pull"',
    credential: { username: 'octocat', password: 'ghs_x' },
    requests: [
      'GET https://ghcr.io/v2/acme/api/manifests/1 -',
      `GET https://ghcr.io/token?service=ghcr.io&scope=repository:acme/api:pull ${basic('octocat', 'ghs_x')}`,
      'GET https://ghcr.io/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
  'Amazon ECR, the password of get-login-password': {
    image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/api:1',
    challenge:
      'Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
    credential: { username: 'AWS', password: 'eyJwYXlsb2FkIjoi' },
    requests: [
      'GET https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/acme/api/manifests/1 -',
      `GET https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/acme/api/manifests/1 ${basic('AWS', 'eyJwYXlsb2FkIjoi')}`,
    ],
  },
  'Amazon ECR Public': {
    image: 'public.ecr.aws/acme/api:1',
    challenge: 'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"',
    credential: { username: 'AWS', password: 'x' },
    requests: [
      'GET https://public.ecr.aws/v2/acme/api/manifests/1 -',
      `GET https://public.ecr.aws/token/?service=public.ecr.aws&scope=repository:acme/api:pull&scope=aws ${basic('AWS', 'x')}`,
      'GET https://public.ecr.aws/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
  'Google Artifact Registry, an access token': {
    image: 'europe-west1-docker.pkg.dev/acme/images/api:1',
    challenge:
      'Bearer realm="https://europe-west1-docker.pkg.dev/v2/token",service="europe-west1-docker.pkg.dev",scope="repository:acme/images/api:pull"',
    credential: { username: 'oauth2accesstoken', password: 'ya29.x' },
    requests: [
      'GET https://europe-west1-docker.pkg.dev/v2/acme/images/api/manifests/1 -',
      `GET https://europe-west1-docker.pkg.dev/v2/token?service=europe-west1-docker.pkg.dev&scope=repository:acme/images/api:pull ${basic('oauth2accesstoken', 'ya29.x')}`,
      'GET https://europe-west1-docker.pkg.dev/v2/acme/images/api/manifests/1 Bearer granted',
    ],
  },
  'Google Container Registry, the key of a service account': {
    image: 'gcr.io/acme/api:1',
    challenge: 'Bearer realm="https://gcr.io/v2/token",service="gcr.io",scope="repository:acme/api:pull"',
    credential: { username: '_json_key', password: KEY },
    requests: [
      'GET https://gcr.io/v2/acme/api/manifests/1 -',
      `GET https://gcr.io/v2/token?service=gcr.io&scope=repository:acme/api:pull ${basic('_json_key', KEY)}`,
      'GET https://gcr.io/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
  'Azure, a service principal': {
    image: 'acme.azurecr.io/api:1',
    challenge:
      'Bearer realm="https://acme.azurecr.io/oauth2/token",service="acme.azurecr.io",scope="repository:api:pull"',
    credential: { username: '11111111-2222-3333-4444-555555555555', password: 'x~y' },
    requests: [
      'GET https://acme.azurecr.io/v2/api/manifests/1 -',
      `GET https://acme.azurecr.io/oauth2/token?service=acme.azurecr.io&scope=repository:api:pull ${basic('11111111-2222-3333-4444-555555555555', 'x~y')}`,
      'GET https://acme.azurecr.io/v2/api/manifests/1 Bearer granted',
    ],
  },
  'Azure, the token of az acr login --expose-token': {
    image: 'acme.azurecr.io/api:1',
    challenge: 'Bearer realm="https://acme.azurecr.io/oauth2/token",service="acme.azurecr.io"',
    credential: { username: NO_USER, password: 'eyJhbGciOi.x.y' },
    requests: [
      'GET https://acme.azurecr.io/v2/api/manifests/1 -',
      `GET https://acme.azurecr.io/oauth2/token?service=acme.azurecr.io&scope=repository:api:pull ${basic(NO_USER, 'eyJhbGciOi.x.y')}`,
      'GET https://acme.azurecr.io/v2/api/manifests/1 Bearer granted',
    ],
  },
  'Quay, a robot': {
    image: 'quay.io/acme/api:1',
    challenge: 'Bearer realm="https://quay.io/v2/auth",service="quay.io",scope="repository:acme/api:pull"',
    credential: { username: 'acme+ci', password: 'x' },
    requests: [
      'GET https://quay.io/v2/acme/api/manifests/1 -',
      `GET https://quay.io/v2/auth?service=quay.io&scope=repository:acme/api:pull ${basic('acme+ci', 'x')}`,
      'GET https://quay.io/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
  'Harbor, a robot': {
    image: 'harbor.example/acme/api:1',
    challenge:
      'Bearer realm="https://harbor.example/service/token",service="harbor-registry",scope="repository:acme/api:pull"',
    credential: { username: 'robot$acme+ci', password: 'x' },
    requests: [
      'GET https://harbor.example/v2/acme/api/manifests/1 -',
      `GET https://harbor.example/service/token?service=harbor-registry&scope=repository:acme/api:pull ${basic('robot$acme+ci', 'x')}`,
      'GET https://harbor.example/v2/acme/api/manifests/1 Bearer granted',
    ],
  },
}

describe('logins of the registries that people use', () => {
  it.each(Object.entries(CLOUDS))('%s', async (_, cloud) => {
    const image = parseImageReference(cloud.image)
    const { http, requests } = farSide(cloud)
    const registry = createRegistry({
      http,
      clock: fakeClock(),
      credentials: cloud.credential === undefined ? [] : [{ registry: image.registry, ...cloud.credential }],
      dockerConfigPath: '/nonexistent/config.json',
      env: {},
      onSecret: () => undefined,
      log: { notice: () => undefined },
    })
    expect((await registry.resolve(image))?.digest).toBe(DIGEST)
    expect(requests).toEqual(cloud.requests)
  })
})

/** Answers 401 with the challenge to whoever shows nothing, and lets in whom it should. */
function farSide(cloud: Cloud): { http: HttpClient; requests: string[] } {
  const requests: string[] = []
  const request = (wanted: HttpRequest): Promise<HttpResponse> => {
    const url = decodeURIComponent(String(wanted.url))
    const authorization = wanted.headers?.authorization
    const body = typeof wanted.body === 'string' ? ` ${decodeURIComponent(wanted.body)}` : ''
    requests.push(`${wanted.method ?? 'GET'} ${url} ${authorization ?? '-'}${body}`)
    const isApi = new URL(wanted.url).pathname.endsWith('/manifests/' + (cloud.image.split(':')[1] ?? ''))
    if (!isApi) return Promise.resolve(answer(200, Buffer.from('{"token":"granted"}'), {}))
    if (authorization !== undefined)
      return Promise.resolve(
        answer(200, MANIFEST, { 'content-type': 'application/vnd.oci.image.index.v1+json' }),
      )
    return Promise.resolve(answer(401, Buffer.from('{}'), { 'www-authenticate': cloud.challenge }))
  }
  const close = (): Promise<void> => Promise.resolve()
  const stream = (): Promise<never> => Promise.reject(new Error('no stream is read'))
  return { http: { request, stream, close }, requests }
}

function answer(status: number, body: Buffer, headers: Record<string, string>): HttpResponse {
  const map = new Map(Object.entries(headers))
  return {
    status,
    headers: { get: (name) => map.get(name.toLowerCase()), [Symbol.iterator]: () => map.entries() },
    url: '',
    body,
    text: () => body.toString(),
    json: () => JSON.parse(body.toString()) as unknown,
  }
}
