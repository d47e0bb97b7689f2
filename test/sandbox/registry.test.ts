import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  OCI_CONFIG,
  OCI_INDEX,
  OCI_MANIFEST,
  type SandboxRegistry,
  startRegistry,
} from '@gitops-actions/sandbox'
import { ask, codes } from './registry-http.ts'

const MISSING = `sha256:${'0'.repeat(64)}`
const OCTETS = { 'content-type': 'application/octet-stream' }

let server: SandboxRegistry
beforeEach(async () => {
  server = await startRegistry()
})
afterEach(async () => {
  await server.close()
})

function sha256(text: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

async function begin(repository = 'acme/api'): Promise<string> {
  const response = await ask(server, 'POST', `/v2/${repository}/blobs/uploads/`)
  expect(response.status).toBe(202)
  expect(response.headers.get('range')).toBe('0-0')
  return response.headers.get('location') ?? ''
}

async function pushBlob(content: string, repository = 'acme/api'): Promise<string> {
  const digest = sha256(content)
  const pushed = await ask(server, 'POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, {
    headers: OCTETS,
    body: content,
  })
  expect(pushed.status).toBe(201)
  return digest
}

function putManifest(reference: string, document: unknown, type = OCI_MANIFEST): Promise<Response> {
  const body = typeof document === 'string' ? document : JSON.stringify(document)
  return ask(server, 'PUT', `/v2/acme/api/manifests/${reference}`, {
    headers: { 'content-type': type },
    body,
  })
}

describe('blobs', () => {
  it('are uploaded in one request', async () => {
    const digest = await pushBlob('hello')
    const blob = await ask(server, 'GET', `/v2/acme/api/blobs/${digest}`)
    expect(await blob.text()).toBe('hello')
    expect(blob.headers.get('docker-content-digest')).toBe(digest)
    const head = await ask(server, 'HEAD', `/v2/acme/api/blobs/${digest}`)
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5'])
  })

  it('are uploaded in chunks, in order', async () => {
    const location = await begin()
    const first = await ask(server, 'PATCH', location, {
      headers: { ...OCTETS, 'content-range': '0-2' },
      body: 'hel',
    })
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2'])
    const gap = await ask(server, 'PATCH', location, {
      headers: { ...OCTETS, 'content-range': '5-6' },
      body: 'xx',
    })
    expect([gap.status, gap.headers.get('range')]).toEqual([416, '0-2'])
    const state = await ask(server, 'GET', location)
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-2'])
    const done = await ask(server, 'PUT', `${location}?digest=${sha256('hello')}`, {
      headers: { ...OCTETS, 'content-range': '3-4' },
      body: 'lo',
    })
    expect([done.status, done.headers.get('location')]).toEqual([
      201,
      `/v2/acme/api/blobs/${sha256('hello')}`,
    ])
    expect(server.blob('acme/api', sha256('hello'))?.toString()).toBe('hello')
    expect(await codes(await ask(server, 'GET', location))).toEqual(['BLOB_UPLOAD_UNKNOWN'])
  })

  it('that are not what was announced are refused', async () => {
    const location = await begin()
    const done = await ask(server, 'PUT', `${location}?digest=${MISSING}`, { headers: OCTETS, body: 'hello' })
    expect([done.status, await codes(done)]).toEqual([400, ['DIGEST_INVALID']])
    const bare = await ask(server, 'PUT', location, { headers: OCTETS, body: 'hello' })
    expect([bare.status, await codes(bare)]).toEqual([400, ['DIGEST_INVALID']])
    expect(server.blob('acme/api', MISSING)).toBeUndefined()
  })

  it('whose upload is given up are gone', async () => {
    const location = await begin()
    expect((await ask(server, 'DELETE', location)).status).toBe(204)
    expect((await ask(server, 'PATCH', location, { headers: OCTETS, body: 'x' })).status).toBe(404)
  })

  it('are mounted from another repository, or uploaded when they are not there', async () => {
    const digest = await pushBlob('hello', 'acme/base')
    const mounted = await ask(server, 'POST', `/v2/acme/api/blobs/uploads/?mount=${digest}&from=acme/base`)
    expect([mounted.status, mounted.headers.get('docker-content-digest')]).toEqual([201, digest])
    expect(server.blob('acme/api', digest)?.toString()).toBe('hello')
    const missing = await ask(server, 'POST', `/v2/acme/api/blobs/uploads/?mount=${MISSING}&from=acme/base`)
    expect(missing.status).toBe(202)
  })

  it.each([
    ['bytes=0-1', 206, 'he', 'bytes 0-1/5'],
    ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=2-100', 206, 'llo', 'bytes 2-4/5'],
    ['bytes=0-1,3-4', 200, 'hello', null],
    ['lines=1-2', 200, 'hello', null],
  ])('are read by range %s', async (range, status, text, contentRange) => {
    const digest = await pushBlob('hello')
    const response = await ask(server, 'GET', `/v2/acme/api/blobs/${digest}`, { headers: { range } })
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange])
    expect(await response.text()).toBe(text)
  })

  it('have no range beyond their end', async () => {
    const digest = await pushBlob('hello')
    const response = await ask(server, 'GET', `/v2/acme/api/blobs/${digest}`, {
      headers: { range: 'bytes=5-' },
    })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */5'])
  })

  it('are deleted', async () => {
    const digest = await pushBlob('hello')
    expect((await ask(server, 'DELETE', `/v2/acme/api/blobs/${digest}`)).status).toBe(202)
    expect(await codes(await ask(server, 'GET', `/v2/acme/api/blobs/${digest}`))).toEqual(['BLOB_UNKNOWN'])
  })
})

describe('manifests', () => {
  async function image(): Promise<Record<string, unknown>> {
    const config = { mediaType: OCI_CONFIG, digest: await pushBlob('{}'), size: 2 }
    return { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [] }
  }

  it('are read back byte for byte, by tag and digest', async () => {
    const body = JSON.stringify(await image(), null, 3)
    const put = await putManifest('1', body)
    const digest = sha256(body)
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, digest])
    for (const reference of ['1', digest]) {
      const response = await ask(server, 'GET', `/v2/acme/api/manifests/${reference}`)
      expect(response.headers.get('content-type')).toBe(OCI_MANIFEST)
      expect(await response.text()).toBe(body)
    }
    const head = await ask(server, 'HEAD', '/v2/acme/api/manifests/1')
    expect([head.status, head.headers.get('docker-content-digest'), await head.text()]).toEqual([
      200,
      digest,
      '',
    ])
  })

  it('are put by their digest and no other', async () => {
    const body = JSON.stringify(await image())
    expect((await putManifest(sha256(body), body)).status).toBe(201)
    const other = await putManifest(MISSING, body)
    expect([other.status, await codes(other)]).toEqual([400, ['DIGEST_INVALID']])
  })

  it.each<[string, (valid: Record<string, unknown>) => unknown, string, string]>([
    ['no JSON', () => '{', OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no object', () => '[]', OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['an unknown type', (valid) => valid, 'application/json', 'MANIFEST_INVALID'],
    ['another type than it says', (valid) => valid, OCI_INDEX, 'MANIFEST_INVALID'],
    ['schema 1', (valid) => ({ ...valid, schemaVersion: 1 }), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no config', (valid) => ({ ...valid, config: undefined }), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no layers', (valid) => ({ ...valid, layers: undefined }), OCI_MANIFEST, 'MANIFEST_INVALID'],
    [
      'a blob that is not there',
      (valid) => ({ ...valid, layers: [{ mediaType: 'x/y', digest: MISSING, size: 1 }] }),
      OCI_MANIFEST,
      'MANIFEST_BLOB_UNKNOWN',
    ],
    [
      'a wrong size',
      (valid) => ({ ...valid, config: { ...(valid.config as object), size: 3 } }),
      OCI_MANIFEST,
      'MANIFEST_INVALID',
    ],
    [
      'an index of what is not there',
      () => ({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: OCI_MANIFEST, digest: MISSING, size: 1 }],
      }),
      OCI_INDEX,
      'MANIFEST_BLOB_UNKNOWN',
    ],
  ])('with %s are refused', async (_, change, type, code) => {
    const response = await putManifest('1', change(await image()), type)
    expect([response.status, await codes(response)]).toEqual([400, [code]])
    expect(server.tags('acme/api').size).toBe(0)
  })

  it('above 4 MiB are refused', async () => {
    const response = await putManifest('1', 'x'.repeat(4 * 1024 * 1024 + 1))
    expect([response.status, await codes(response)]).toEqual([413, ['SIZE_INVALID']])
  })

  it('are untagged by tag and deleted by digest', async () => {
    const { digest } = server.putImage({ repository: 'acme/api', tag: '1' })
    expect((await ask(server, 'DELETE', '/v2/acme/api/manifests/1')).status).toBe(202)
    expect((await ask(server, 'GET', `/v2/acme/api/manifests/${digest}`)).status).toBe(200)
    expect((await ask(server, 'DELETE', `/v2/acme/api/manifests/${digest}`)).status).toBe(202)
    const gone = await ask(server, 'GET', `/v2/acme/api/manifests/${digest}`)
    expect([gone.status, await codes(gone)]).toEqual([404, ['MANIFEST_UNKNOWN']])
  })

  it('of one platform come in place of an index to clients that do not take one', async () => {
    const { platforms, digest } = server.putImage({
      repository: 'acme/api',
      tag: '1',
      platforms: ['linux/arm64', 'linux/amd64'],
    })
    const read = async (accept: string): Promise<string | null> =>
      (await ask(server, 'HEAD', '/v2/acme/api/manifests/1', { headers: { accept } })).headers.get(
        'docker-content-digest',
      )
    expect(await read(OCI_MANIFEST)).toBe(platforms['linux/amd64'])
    expect(await read(`${OCI_MANIFEST}, ${OCI_INDEX};q=0.5`)).toBe(digest)
    expect(await read('*/*')).toBe(digest)
    expect(await read('application/json')).toBeNull()
  })
})

describe('listings', () => {
  it('of tags come in pages', async () => {
    for (const tag of ['c', 'a', 'b']) server.putImage({ repository: 'acme/api', tag })
    const all = await ask(server, 'GET', '/v2/acme/api/tags/list')
    expect([await all.json(), all.headers.get('link')]).toEqual([
      { name: 'acme/api', tags: ['a', 'b', 'c'] },
      null,
    ])
    const first = await ask(server, 'GET', '/v2/acme/api/tags/list?n=2')
    expect(await first.json()).toEqual({ name: 'acme/api', tags: ['a', 'b'] })
    const link = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await ask(server, 'GET', link)
    expect([await second.json(), second.headers.get('link')]).toEqual([
      { name: 'acme/api', tags: ['c'] },
      null,
    ])
    expect((await ask(server, 'GET', '/v2/acme/api/tags/list?n=x')).status).toBe(400)
    expect(await codes(await ask(server, 'GET', '/v2/acme/none/tags/list'))).toEqual(['NAME_UNKNOWN'])
  })

  it('of repositories leave out those without content', async () => {
    server.putImage({ repository: 'b/two', tag: '1' })
    server.putImage({ repository: 'a/one', tag: '1' })
    await begin('c/open')
    expect(await (await ask(server, 'GET', '/v2/_catalog')).json()).toEqual({
      repositories: ['a/one', 'b/two'],
    })
  })

  it('of referrers name what has the manifest for a subject', async () => {
    const { digest } = server.putImage({ repository: 'acme/api', tag: '1' })
    const size = server.manifest('acme/api', digest)?.bytes.byteLength
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: await pushBlob('{}'), size: 2 }
    const subject = { mediaType: OCI_MANIFEST, digest, size }
    const artifact = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'test/sbom',
      config,
      layers: [],
      subject,
    }
    const put = await putManifest('sbom', artifact)
    expect(put.headers.get('oci-subject')).toBe(digest)
    const all = await ask(server, 'GET', `/v2/acme/api/referrers/${digest}`)
    expect(all.headers.get('content-type')).toBe(OCI_INDEX)
    expect(await all.json()).toMatchObject({
      manifests: [{ digest: put.headers.get('docker-content-digest'), artifactType: 'test/sbom' }],
    })
    const none = await ask(server, 'GET', `/v2/acme/api/referrers/${digest}?artifactType=test/other`)
    expect(none.headers.get('oci-filters-applied')).toBe('artifactType')
    expect(await none.json()).toMatchObject({ manifests: [] })
  })
})

describe('what is not the API', () => {
  it.each([
    ['GET', '/v2/UPPER/manifests/1', 400, 'NAME_INVALID'],
    ['GET', '/v2/acme/api/manifests/.x', 400, 'TAG_INVALID'],
    ['GET', '/v2/acme/api/manifests/sha256:abc', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/acme/api/blobs/x', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/acme/api/else', 404, 'NAME_UNKNOWN'],
    ['GET', '/elsewhere', 404, 'NAME_UNKNOWN'],
    ['POST', '/v2/acme/api/tags/list', 405, 'UNSUPPORTED'],
    ['POST', '/v2/acme/api/manifests/1', 405, 'UNSUPPORTED'],
    ['PUT', '/v2/acme/api/blobs/uploads/', 405, 'UNSUPPORTED'],
  ])('%s %s is refused', async (method, path, status, code) => {
    const response = await ask(server, method, path)
    expect([response.status, await codes(response)]).toEqual([status, [code]])
  })
})

describe('an image made by putImage', () => {
  it('has a layer that unpacks to what the config says', () => {
    const { digest } = server.putImage({ repository: 'acme/api', tag: '1', content: 'hello' })
    const manifest = JSON.parse(server.manifest('acme/api', digest)?.bytes.toString() ?? '') as {
      config: { digest: string }
      layers: { digest: string }[]
    }
    const layer = gunzipSync(server.blob('acme/api', manifest.layers[0]?.digest ?? '') ?? Buffer.alloc(0))
    const config = JSON.parse(server.blob('acme/api', manifest.config.digest)?.toString() ?? '') as {
      rootfs: { diff_ids: string[] }
    }
    expect(layer.toString()).toContain('hello linux/amd64')
    expect(config.rootfs.diff_ids).toEqual([sha256(layer)])
  })

  it('is the same for the same request, and another for another content', () => {
    const make = (content: string): string =>
      server.putImage({ repository: 'acme/api', tag: '1', content }).digest
    expect(make('a')).toBe(make('a'))
    expect(make('a')).not.toBe(make('b'))
  })
})

describe('the record of requests', () => {
  it('has the answer of each', async () => {
    await ask(server, 'GET', '/v2/')
    await ask(server, 'GET', '/v2/acme/api/tags/list?n=1')
    expect(server.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/v2/', 200],
      ['GET', '/v2/acme/api/tags/list?n=1', 404],
    ])
  })
})
