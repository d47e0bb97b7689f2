import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ImageReference, parseImageReference } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type RegistryClientOptions } from '@gitops-actions/adapters'
import { type TestClient, testClient } from './registry-client.ts'

let folder: string
let config: string
let server: SandboxRegistry
const clients: TestClient[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-login-'))
  config = join(folder, 'config.json')
  server = await startRegistry({ users: { octo: 'secret', hub: 'other' }, anonymousPull: true })
  server.users.set('hub', { password: 'other', access: {} })
  server.putImage({ repository: 'acme/api', tag: '1' })
})
afterEach(async () => {
  for (const { http } of clients.splice(0)) await http.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

function image(): ImageReference {
  return parseImageReference(`${server.host}/acme/api:1`)
}

/** A client with this docker configuration, whose helpers are those in the folder and no others. */
async function configured(
  document: unknown,
  options: Partial<RegistryClientOptions> = {},
): Promise<TestClient> {
  await writeFile(config, typeof document === 'string' ? document : JSON.stringify(document))
  const env = { PATH: `${folder}:/usr/bin:/bin`, INPUT_TOKEN: 'canary-input' }
  const client = testClient({ dockerConfigPath: config, env, ...options })
  clients.push(client)
  return client
}

async function makeHelper(name: string, script: string): Promise<void> {
  const path = join(folder, `docker-credential-${name}`)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
}

/** Whom the registry's token server saw: a user, an identity token, or nobody. */
function seen(): string {
  const request = server.requests.findLast(({ path }) => path.startsWith('/token'))
  if (request?.method === 'POST') return 'identity token'
  const basic = request?.headers.authorization?.replace('Basic ', '')
  return basic === undefined ? 'nobody' : Buffer.from(basic, 'base64').toString()
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('what is sent to a registry', () => {
  it('fault 70: is told as a secret before, in the very form in which it is sent', async () => {
    const { registry, secrets } = await configured({
      auths: { [server.host]: { auth: base64('octo:secret') } },
    })
    await registry.resolve(image())
    const sent = server.requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
    expect(new Set(sent).size).toBe(2)
    expect(secrets).toEqual(expect.arrayContaining(sent))
    expect(secrets).toContain(base64('octo:secret'))
  })
})

describe('a login', () => {
  it('given for the registry wins over the one of docker', async () => {
    const credentials = [{ registry: `https://${server.host}/`, username: 'octo', password: 'secret' }]
    const client = await configured(
      { auths: { [server.host]: { auth: base64('hub:other') } } },
      { credentials },
    )
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
  })

  it('given for another registry is not used', async () => {
    const credentials = [{ registry: 'ghcr.io', username: 'octo', password: 'secret' }]
    const client = await configured({}, { credentials })
    await client.registry.resolve(image())
    expect(seen()).toBe('nobody')
    expect(client.secrets).not.toContain('secret')
  })

  it.each([
    ['the host', (host: string) => host],
    ['a URL', (host: string) => `http://${host}`],
    ['a URL with the API version', (host: string) => `http://${host}/v2/`],
  ])('is found in the docker configuration under %s', async (_, key) => {
    const client = await configured({ auths: { [key(server.host)]: { auth: base64('octo:secret') } } })
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
    expect(client.secrets).toEqual(expect.arrayContaining(['secret', base64('octo:secret')]))
  })

  it.each([
    ['user name and password in clear', { username: 'octo', password: 'secret' }, 'octo:secret'],
    ['a password with a colon', { auth: base64('octo:a:b') }, 'octo:a:b'],
    ['trailing NULs, as old docker wrote them', { auth: base64('octo:secret\0\0') }, 'octo:secret'],
    ['nothing', {}, 'nobody'],
    ['an auth without a colon', { auth: base64('octo') }, 'nobody'],
    ['something else', 'x', 'nobody'],
  ])('may be kept as %s', async (_, entry, expected) => {
    const client = await configured({ auths: { [server.host]: entry } })
    await client.registry.resolve(image()).catch(() => undefined)
    expect(seen()).toBe(expected)
  })

  it('may be an identity token, traded at the token endpoint', async () => {
    server.identityTokens.set('refresh-me', 'octo')
    const client = await configured({
      auths: { [server.host]: { auth: base64('octo:'), identitytoken: 'refresh-me' } },
    })
    expect(await client.registry.tag(image(), 'prod')).toBe(server.tags('acme/api').get('1'))
    expect(seen()).toBe('identity token')
    expect(client.secrets).toContain('refresh-me')
  })

  it.each<[string, (folder: string) => Record<string, string>, string]>([
    ['a file that is named', (folder) => ({ REGISTRY_AUTH_FILE: `${folder}/a.json` }), 'a.json'],
    ['the session', (folder) => ({ XDG_RUNTIME_DIR: folder }), 'containers/auth.json'],
    ['the configuration', (folder) => ({ XDG_CONFIG_HOME: folder }), 'containers/auth.json'],
    ['the home directory', (folder) => ({ HOME: folder }), '.config/containers/auth.json'],
  ])('may be one of podman, in %s', async (_, env, path) => {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(
      join(folder, path),
      JSON.stringify({ auths: { [server.host]: { auth: base64('octo:secret') } } }),
    )
    const client = testClient({ dockerConfigPath: undefined, env: { HOME: '/nonexistent', ...env(folder) } })
    clients.push(client)
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
  })

  it('that is an identity token nobody knows is refused without showing it', async () => {
    const client = await configured({ auths: { [server.host]: { identitytoken: 'canary-token' } } })
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'registry-unauthorized' })
    await expect(resolving).rejects.not.toThrow(/canary/)
  })

  it('may be a token for the registry itself', async () => {
    const reply = await fetch(`${server.url}/token?scope=repository:acme/api:pull`)
    const { token } = (await reply.json()) as { token: string }
    server.requests.length = 0
    const client = await configured({ auths: { [server.host]: { registrytoken: token } } })
    expect(await client.registry.resolve(image())).toBeDefined()
    expect(server.requests.some(({ path }) => path.startsWith('/token'))).toBe(false)
  })

  it.each([
    ['is not a JSON object', '{"auths": {"canary-host": {"auth": "canary"'],
    ['is not a JSON object', '["canary"]'],
    ['has "auths" that is not an object', { auths: ['canary'] }],
  ])('cannot be looked for when the configuration %s', async (why, document) => {
    const client = await configured(document)
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'invalid-docker-config', kind: 'user' })
    await expect(resolving).rejects.toThrow(`${config} ${why}`)
    await expect(resolving).rejects.not.toThrow(/canary/)
  })

  it('is not looked for before the registry asks for one', async () => {
    const open = await startRegistry()
    try {
      open.putImage({ repository: 'acme/api', tag: '1' })
      const client = await configured('not read')
      expect(await client.registry.resolve(parseImageReference(`${open.host}/acme/api:1`))).toBeDefined()
    } finally {
      await open.close()
    }
  })
})

describe('a credential helper', () => {
  const answer = (username: string, secret: string): string =>
    `cat > "$(dirname "$0")/asked"; printf '%s' "$1" > "$(dirname "$0")/verb"; echo '{"ServerURL":"x","Username":"${username}","Secret":"${secret}"}'`

  it('of the registry is asked for it on stdin', async () => {
    await makeHelper('mine', answer('octo', 'secret'))
    const client = await configured({ credHelpers: { [server.host]: 'mine' }, credsStore: 'absent' })
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
    expect(await readFile(join(folder, 'asked'), 'utf8')).toBe(server.host)
    expect(await readFile(join(folder, 'verb'), 'utf8')).toBe('get')
    expect(client.secrets).toContain('secret')
    expect(client.notices).toEqual([])
  })

  it('of every registry is asked when there is no other, once', async () => {
    await makeHelper('store', `echo x >> "$(dirname "$0")/count"; ${answer('octo', 'secret')}`)
    const client = await configured({ auths: { [server.host]: {} }, credsStore: 'store' })
    await Promise.all([client.registry.resolve(image()), client.registry.tag(image(), 'prod')])
    expect(seen()).toBe('octo:secret')
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('x\n')
  })

  it('that is empty for a registry means the file, whatever the store', async () => {
    await makeHelper('store', answer('other', 'secret'))
    const auths = { [server.host]: { auth: base64('octo:secret') } }
    const client = await configured({ auths, credHelpers: { [server.host]: '' }, credsStore: 'store' })
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
  })

  it('may return an identity token', async () => {
    server.identityTokens.set('refresh-me', 'octo')
    await makeHelper('mine', answer('<token>', 'refresh-me'))
    const client = await configured({ credsStore: 'mine' })
    await client.registry.resolve(image())
    expect(seen()).toBe('identity token')
  })

  it('that has nothing means anonymous, without a word', async () => {
    await makeHelper('mine', 'echo "credentials not found in native keychain"; exit 1')
    const client = await configured({ credsStore: 'mine' })
    expect(await client.registry.resolve(image())).toBeDefined()
    expect(seen()).toBe('nobody')
    expect(client.notices).toEqual([])
  })

  it('does not get the inputs of the action', async () => {
    await makeHelper('mine', `env > "$(dirname "$0")/env"; ${answer('octo', 'secret')}`)
    const client = await configured({ credsStore: 'mine' })
    await client.registry.resolve(image())
    expect(await readFile(join(folder, 'env'), 'utf8')).not.toContain('canary-input')
  })
})

describe('fault 123: a credential helper that', () => {
  it.each([
    ['is absent', undefined, 'is not on this machine'],
    ['hangs', 'exec sleep 60', 'did not answer within 0.3 s'],
    ['hangs in a child', 'sleep 5; true', 'did not answer within 0.3 s'],
    ['prints an error', 'echo "canary error"; echo canary >&2; exit 1', 'ended with exit code 1'],
    ['prints no JSON', 'echo "Username: canary"', 'did not answer with JSON'],
    ['prints something else', `echo '{"Username":"canary"}'`, 'without Username and Secret'],
    ['never stops printing', 'exec yes canary', 'ended with ERR_CHILD_PROCESS_STDIO_MAXBUFFER'],
    ['reads no input', 'exit 7', 'ended with exit code 7'],
  ])('%s leaves access anonymous, with a notice', async (_, script, reason) => {
    if (script !== undefined) await makeHelper('mine', script)
    // Short for those that hang alone: on a busy machine the others need their time to begin.
    const helperLimit = reason.includes('within') ? 300 : 30_000
    const client = await configured({ credHelpers: { [server.host]: 'mine' } }, { helperLimit })
    expect(await client.registry.resolve(image())).toBeDefined()
    expect(seen()).toBe('nobody')
    expect(client.notices).toHaveLength(1)
    expect(client.notices[0]).toContain(reason)
    expect(client.notices[0]).not.toContain('canary')
  })

  it('fails leaves the login in the configuration', async () => {
    const auths = { [server.host]: { auth: base64('octo:secret') } }
    const client = await configured({ auths, credsStore: 'absent' })
    await client.registry.resolve(image())
    expect(seen()).toBe('octo:secret')
    expect(client.notices).toHaveLength(1)
  })

  it.each(['../evil', 'a/b', '-x', 'a b', '.'])('is named %j is not run', async (name) => {
    const client = await configured({ credsStore: name })
    await client.registry.resolve(image())
    expect(client.notices[0]).toContain('is not the name of a credential helper')
  })
})
