import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ActionError } from '@gitops-actions/core'
import { digestOf, readConfig, readManifest } from '../../packages/adapters/src/registry/manifest.ts'
import '../property-seed.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const digest = (character: string): string => `sha256:${character.repeat(64)}`

function read(document: unknown, type?: string): ReturnType<typeof readManifest> {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  return readManifest(Buffer.from(text), type, 'registry.example/acme/api (1)')
}

describe('the type of a manifest', () => {
  const index = { schemaVersion: 2, manifests: [] }
  const single = { schemaVersion: 2, config: { mediaType: CONFIG, digest: digest('a') }, layers: [] }

  it.each<[string, object, string | undefined, string]>([
    ['the header', index, INDEX, INDEX],
    ['the header with parameters', index, `${LIST}; charset=utf-8`, LIST],
    ['the header in another case', index, INDEX.toUpperCase(), INDEX],
    ['the document, when the header is general', { ...index, mediaType: LIST }, 'application/json', LIST],
    ['the document, when there is no header', { ...single, mediaType: MANIFEST }, undefined, MANIFEST],
    ['the shape of an index', index, 'text/plain', INDEX],
    ['the shape of an image', single, undefined, MANIFEST],
  ])('is known by %s', (_, document, type, expected) => {
    expect(read(document, type).mediaType).toBe(expected)
  })

  it.each<[string, unknown, string | undefined, string]>([
    ['a page', '<html>', 'text/html', 'is not JSON but text/html'],
    ['nothing', '', undefined, 'is not JSON but of no type'],
    ['a list', [], INDEX, 'is not JSON'],
    [
      'schema 1',
      { schemaVersion: 1, fsLayers: [] },
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      'schema 1',
    ],
    ['another document', { hello: 1 }, 'application/json', 'no image or index'],
    ['another type', { ...index, mediaType: 'application/x' }, 'application/x', 'no image or index'],
    ['an index without entries', { schemaVersion: 2 }, INDEX, 'without a list'],
    ['an entry without a digest', { manifests: [{ platform: {} }] }, INDEX, 'no sha256 digest'],
    ['an entry with a bad digest', { manifests: [{ digest: 'sha256:x' }] }, INDEX, 'no sha256 digest'],
  ])('is not found for %s', (_, document, type, why) => {
    expect(() => read(document, type)).toThrow(expect.objectContaining({ code: 'registry-invalid-answer' }))
    expect(() => read(document, type)).toThrow(why)
  })
})

describe('the platforms of an index', () => {
  const entry = (character: string, platform?: object, annotations?: object): object => ({
    digest: digest(character),
    ...(platform === undefined ? {} : { platform }),
    ...(annotations === undefined ? {} : { annotations }),
  })

  it('are those that run: no attestations, nothing unknown, the first of several Windows versions', () => {
    const manifests = [
      entry('1', { os: 'linux', architecture: 'amd64' }),
      entry('2', { os: 'linux', architecture: 'arm', variant: 'v7' }),
      entry('3', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348' }),
      entry('4', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.17763' }),
      entry('5', { os: 'unknown', architecture: 'unknown' }),
      entry(
        '6',
        { os: 'linux', architecture: 'amd64' },
        { 'vnd.docker.reference.type': 'attestation-manifest' },
      ),
      entry('7'),
      entry('8', { os: 'linux' }),
    ]
    const { content } = read({ schemaVersion: 2, manifests }, INDEX)
    expect(content.kind === 'index' && [...content.platforms]).toEqual([
      ['linux/amd64', digest('1')],
      ['linux/arm/v7', digest('2')],
      ['windows/amd64', digest('3')],
    ])
  })
})

describe('a single manifest', () => {
  it.each([
    ['an OCI image', { mediaType: CONFIG, digest: digest('a') }, digest('a')],
    [
      'a docker image',
      { mediaType: 'application/vnd.docker.container.image.v1+json', digest: digest('b') },
      digest('b'),
    ],
    ['a chart', { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: digest('c') }, undefined],
    ['an artifact', { mediaType: 'application/vnd.oci.empty.v1+json', digest: digest('d') }, undefined],
    ['a config with a bad digest', { mediaType: CONFIG, digest: '../x' }, undefined],
  ])('of %s has a config worth reading or none', (_, config, expected) => {
    expect(read({ schemaVersion: 2, config, layers: [] }, MANIFEST).content).toEqual({
      kind: 'single',
      layers: [],
      config: expected,
    })
  })

  it.each([
    ['{"os":"linux","architecture":"arm64","variant":"v8"}', 'linux/arm64/v8'],
    ['{"os":"linux","architecture":"amd64"}', 'linux/amd64'],
    ['{"os":"linux"}', undefined],
    ['{"os":"unknown","architecture":"unknown"}', undefined],
    ['no JSON', undefined],
  ])('with the config %s is for %s', (config, platform) => {
    expect(readConfig(Buffer.from(config)).platform).toBe(platform)
  })
})

describe('any bytes', () => {
  it('are a manifest with the digest of these bytes, or refused with our error', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(bytes, fc.constantFrom(INDEX, MANIFEST, 'text/plain', undefined), (content, type) => {
        try {
          expect(readManifest(content, type, 'x').digest).toBe(digestOf(content))
        } catch (error) {
          if (!(error instanceof ActionError)) throw error
          expect(error.code).toBe('registry-invalid-answer') // eslint-disable-line jest/no-conditional-expect -- either way is right
        }
      }),
    )
  })
})
