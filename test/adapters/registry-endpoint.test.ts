import { describe, expect, it } from '@jest/globals'
import { parseImageReference } from '@gitops-actions/core'
import { startRegistry } from '@gitops-actions/sandbox'
import { apiRoot, checkRealm, normalizeRegistry } from '../../packages/adapters/src/registry/endpoint.ts'
import { testClient } from './registry-client.ts'

describe('the address of a registry', () => {
  it.each([
    ['docker.io', 'https://registry-1.docker.io/'],
    ['ghcr.io', 'https://ghcr.io/'],
    ['registry.example:8443', 'https://registry.example:8443/'],
    ['10.0.0.5:5000', 'https://10.0.0.5:5000/'],
    ['localhost', 'http://localhost/'],
    ['localhost:5000', 'http://localhost:5000/'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000/'],
    ['[::1]:5000', 'http://[::1]:5000/'],
    ['localhost.evil.example', 'https://localhost.evil.example/'],
  ])('%s is %s', (registry, url) => {
    expect(apiRoot(registry).href).toBe(url)
  })

  it.each([
    ['', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['GHCR.io', 'ghcr.io'],
    ['https://ghcr.io', 'ghcr.io'],
    ['http://localhost:5000/v2/', 'localhost:5000'],
    [' quay.io ', 'quay.io'],
    ['ghcr.io/acme', 'ghcr.io'],
  ])('%j in a setting means %s', (setting, registry) => {
    expect(normalizeRegistry(setting)).toBe(registry)
  })
})

describe('fault 116: the token endpoint a registry names', () => {
  it.each([
    ['https://ghcr.io', 'https://ghcr.io/token'],
    ['https://registry-1.docker.io', 'https://auth.docker.io/token'],
    ['https://registry.example', 'https://auth.example/token?tenant=a'],
    ['https://10.0.0.5', 'https://10.0.0.5:8443/token'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/token'],
    ['http://localhost:5000', 'http://127.0.0.1:5000/token'],
    ['http://127.0.0.1:5000', 'https://auth.example/token'],
    ['http://plain.example:5000', 'http://plain.example:5001/token'],
  ])('of %s may be %s', (registry, realm) => {
    expect(checkRealm(realm, new URL(registry)).href).toBe(realm)
  })

  it.each([
    ['https://registry.example', 'http://registry.example/token', 'not https'],
    ['https://registry.example', 'http://auth.example/token', 'not https'],
    ['https://registry.example', 'http://127.0.0.1/token', 'not https'],
    ['http://127.0.0.1:5000', 'http://auth.example/token', 'not https'],
    ['http://plain.example', 'http://auth.example/token', 'not https'],
    ['https://registry.example', 'https://169.254.169.254/latest', 'internal'],
    ['https://registry.example', 'https://[fe80::1]/token', 'internal'],
    ['https://registry.example', 'https://[fd00:ec2::254]/token', 'internal'],
    ['https://registry.example', 'https://[::ffff:169.254.169.254]/token', 'internal'],
    ['https://registry.example', 'https://2852039166/token', 'internal'],
    ['https://registry.example', 'https://0xa9.0xfe.0xa9.0xfe/token', 'internal'],
    ['https://registry.example', 'https://metadata.google.internal/token', 'internal'],
    ['https://registry.example', 'https://metadata.google.internal./token', 'internal'],
    ['https://registry.example', 'https://127.0.0.1/token', 'internal'],
    ['https://registry.example', 'https://localhost/token', 'internal'],
    ['https://registry.example', 'https://10.0.0.1/token', 'internal'],
    ['https://registry.example', 'https://0.0.0.0/token', 'internal'],
    ['https://registry.example', 'https://[::]/token', 'internal'],
    ['https://10.0.0.5', 'https://10.0.0.6/token', 'internal'],
    ['https://registry.example', 'https://user:pass@auth.example/token', 'user name or password'],
    ['https://registry.example', 'file:///etc/passwd', 'not https'],
    ['https://registry.example', 'ftp://auth.example/', 'not https'],
    ['https://registry.example', 'javascript:alert(1)', 'not https'],
    ['https://registry.example', '/token', 'not a URL'],
    ['https://registry.example', '', 'not a URL'],
  ])('of %s may not be %s', (registry, realm, why) => {
    const check = (): unknown => checkRealm(realm, new URL(registry))
    expect(check).toThrow(expect.objectContaining({ code: 'registry-invalid-answer' }))
    expect(check).toThrow(why)
  })

  it('may be on another host, and gets the password there alone', async () => {
    const users = { octo: 'secret' }
    const other = await startRegistry({ users })
    const server = await startRegistry({ users })
    const { http, registry } = testClient({
      credentials: [{ registry: server.host, username: 'octo', password: 'secret' }],
    })
    try {
      server.putImage({ repository: 'acme/api', tag: '1' })
      server.faults.realm = `${other.url}/token`
      // The other server's token means nothing here: what counts is who was asked, and with what.
      const resolving = registry.resolve(parseImageReference(`${server.host}/acme/api:1`))
      await expect(resolving).rejects.toMatchObject({ code: 'registry-denied' })
      expect(other.requests[0]?.headers.authorization).toMatch(/^Basic /)
      expect(
        server.requests.some(({ headers }) => headers.authorization?.startsWith('Basic ') === true),
      ).toBe(false)
    } finally {
      await http.close()
      await server.close()
      await other.close()
    }
  })

  it.each(['http://169.254.169.254/token', 'https://169.254.169.254/token', 'http://auth.example/token'])(
    'is not asked when it is %s',
    async (realm) => {
      const server = await startRegistry({ users: { octo: 'secret' } })
      const credentials = [{ registry: server.host, username: 'octo', password: 'secret' }]
      const { http, registry, secrets } = testClient({ credentials })
      try {
        server.faults.realm = realm
        const resolving = registry.resolve(parseImageReference(`${server.host}/acme/api:1`))
        await expect(resolving).rejects.toMatchObject({ code: 'registry-invalid-answer' })
        expect(secrets).toEqual(['secret'])
      } finally {
        await http.close()
        await server.close()
      }
    },
  )
})
