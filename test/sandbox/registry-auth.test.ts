import { afterEach, describe, expect, it } from '@jest/globals'
import { type RegistryOptions, type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { ask, basic, codes, tokenFor } from './registry-http.ts'

const users = {
  octo: 'secret',
  reader: { password: 'read', access: { 'acme/*': ['pull'] as const } },
}
const PATH = '/v2/acme/api/manifests/1'

let server: SandboxRegistry
async function start(options: RegistryOptions): Promise<void> {
  server = await startRegistry(options)
  server.putImage({ repository: 'acme/api', tag: '1' })
}
afterEach(async () => {
  await server.close()
})

/** The status of a request with that `Authorization` header. */
async function status(method: string, path: string, authorization?: string): Promise<number> {
  const response = await ask(
    server,
    method,
    path,
    authorization === undefined ? {} : { headers: { authorization } },
  )
  return response.status
}

describe('with tokens', () => {
  it('a request without one is told where to get it', async () => {
    await start({ users })
    const base = await ask(server, 'GET', '/v2/')
    expect(base.headers.get('www-authenticate')).toBe(
      `Bearer realm="${server.url}/token",service="sandbox-registry"`,
    )
    const read = await ask(server, 'GET', PATH)
    expect([read.status, await codes(read)]).toEqual([401, ['UNAUTHORIZED']])
    expect(read.headers.get('www-authenticate')).toContain('scope="repository:acme/api:pull"')
    const write = await ask(server, 'POST', '/v2/acme/api/blobs/uploads/')
    expect(write.headers.get('www-authenticate')).toContain('scope="repository:acme/api:pull,push"')
  })

  it('a token opens what it was asked for and nothing else', async () => {
    await start({ users })
    const token = await tokenFor(server, 'octo:secret', 'repository:acme/api:pull')
    expect(await status('GET', PATH, `Bearer ${token}`)).toBe(200)
    expect(await status('GET', '/v2/acme/other/tags/list', `Bearer ${token}`)).toBe(401)
    const write = await ask(server, 'DELETE', PATH, { headers: { authorization: `Bearer ${token}` } })
    expect([write.status, write.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="insufficient_scope"'),
    ])
  })

  it('a user gets no more than is theirs, which is no error', async () => {
    await start({ users })
    const token = await tokenFor(server, 'reader:read', 'repository:acme/api:pull,push')
    expect(await status('GET', PATH, `Bearer ${token}`)).toBe(200)
    expect(await status('POST', '/v2/acme/api/blobs/uploads/', `Bearer ${token}`)).toBe(401)
    const other = await tokenFor(server, 'reader:read', 'repository:else/api:pull')
    expect(await status('GET', '/v2/else/api/tags/list', `Bearer ${other}`)).toBe(401)
  })

  it('a blob is mounted only by who may read it', async () => {
    await start({ users })
    const { digest } = server.putImage({ repository: 'secret/base', tag: '1' })
    const blob = JSON.parse(server.manifest('secret/base', digest)?.bytes.toString() ?? '') as {
      config: { digest: string }
    }
    const mount = `/v2/acme/api/blobs/uploads/?mount=${blob.config.digest}&from=secret/base`
    const own = 'repository:acme/api:pull,push'
    const token = await tokenFor(server, 'octo:secret', own)
    expect(await status('POST', mount, `Bearer ${token}`)).toBe(202)
    const both = await tokenFor(server, 'octo:secret', `${own}&scope=repository:secret/base:pull`)
    expect(await status('POST', mount, `Bearer ${both}`)).toBe(201)
  })

  it('a token ends', async () => {
    let now = 0
    await start({ users, tokenLifetime: 60, now: () => now })
    const token = await tokenFor(server, 'octo:secret', 'repository:acme/api:pull')
    now = 59_999
    expect(await status('GET', PATH, `Bearer ${token}`)).toBe(200)
    now = 60_000
    expect(await status('GET', PATH, `Bearer ${token}`)).toBe(401)
  })

  it.each(['octo:wrong', 'nobody:secret', 'octo', ':'])('the login %s gets none', async (login) => {
    await start({ users, anonymousPull: true })
    const response = await ask(server, 'GET', '/token', { headers: { authorization: basic(login) } })
    expect([response.status, await codes(response)]).toEqual([401, ['UNAUTHORIZED']])
  })

  it('nobody gets one to pull only where that is allowed', async () => {
    await start({ users })
    expect((await ask(server, 'GET', '/token?scope=repository:acme/api:pull')).status).toBe(401)
    await server.close()
    await start({ users, anonymousPull: true })
    const token = await tokenFor(server, undefined, 'repository:acme/api:pull,push')
    expect(await status('GET', PATH, `Bearer ${token}`)).toBe(200)
    expect(await status('DELETE', PATH, `Bearer ${token}`)).toBe(401)
  })

  it('an identity token is given on request and traded for access tokens', async () => {
    await start({ users, identityTokens: true })
    const headers = { authorization: basic('octo:secret') }
    const offline = await ask(server, 'GET', '/token?offline_token=true', { headers })
    const { refresh_token: identity } = (await offline.json()) as { refresh_token: string }
    const trade = (token: string): Promise<Response> => {
      const form = { grant_type: 'refresh_token', refresh_token: token, scope: 'repository:acme/api:pull' }
      return ask(server, 'POST', '/token', { body: new URLSearchParams(form).toString() })
    }
    const traded = (await (await trade(identity)).json()) as { access_token: string; scope: string }
    expect(traded.scope).toBe('repository:acme/api:pull')
    expect(await status('GET', PATH, `Bearer ${traded.access_token}`)).toBe(200)
    expect((await trade('other')).status).toBe(401)
  })

  it('the catalog is open to who may do everything', async () => {
    await start({ users })
    const all = await tokenFor(server, 'octo:secret', 'registry:catalog:*')
    const some = await tokenFor(server, 'reader:read', 'registry:catalog:*')
    expect(await status('GET', '/v2/_catalog', `Bearer ${all}`)).toBe(200)
    expect(await status('GET', '/v2/_catalog', `Bearer ${some}`)).toBe(401)
  })
})

describe('with Basic auth', () => {
  it('a login opens what is its own', async () => {
    await start({ users, auth: 'basic' })
    expect((await ask(server, 'GET', '/v2/')).headers.get('www-authenticate')).toBe(
      'Basic realm="sandbox registry"',
    )
    expect(await status('GET', PATH, basic('octo:secret'))).toBe(200)
    expect(await status('GET', PATH, basic('reader:read'))).toBe(200)
    expect(await status('DELETE', PATH, basic('reader:read'))).toBe(403)
    expect(await status('GET', PATH, basic('octo:wrong'))).toBe(401)
    expect(await status('GET', PATH)).toBe(401)
  })
})

describe('without auth', () => {
  it('everything is open', async () => {
    await start({})
    expect(await status('GET', PATH)).toBe(200)
    expect(await status('DELETE', PATH)).toBe(202)
  })
})
