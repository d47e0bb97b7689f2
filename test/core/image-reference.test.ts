import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type ImageReference,
  formatImageReference,
  isTag,
  parseImageReference,
  sameRepository,
} from '@gitops-actions/core'
import fc from 'fast-check'
import '../property-seed.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('an image reference', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', undefined],
    ['nginx:1.27', 'docker.io', 'library/nginx', '1.27'],
    ['library/nginx', 'docker.io', 'library/nginx', undefined],
    ['acme/api', 'docker.io', 'acme/api', undefined],
    ['acme/team/api:v1', 'docker.io', 'acme/team/api', 'v1'],
    ['docker.io/nginx', 'docker.io', 'library/nginx', undefined],
    ['index.docker.io/acme/api', 'docker.io', 'acme/api', undefined],
    ['registry-1.docker.io/library/nginx:1', 'docker.io', 'library/nginx', '1'],
    ['ghcr.io/acme/api:1.4.2', 'ghcr.io', 'acme/api', '1.4.2'],
    ['GHCR.io/acme/api', 'ghcr.io', 'acme/api', undefined],
    ['ghcr.io/api', 'ghcr.io', 'api', undefined],
    ['localhost/api', 'localhost', 'api', undefined],
    ['localhost:5000/api:1', 'localhost:5000', 'api', '1'],
    ['127.0.0.1:5000/acme/api', '127.0.0.1:5000', 'acme/api', undefined],
    ['[::1]:5000/acme/api:1', '[::1]:5000', 'acme/api', '1'],
    ['registry:5000/api', 'registry:5000', 'api', undefined],
    ['localhost:5000', 'docker.io', 'library/localhost', '5000'],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      'api',
      undefined,
    ],
    [
      'europe-docker.pkg.dev/acme-prod/images/api_v2.x',
      'europe-docker.pkg.dev',
      'acme-prod/images/api_v2.x',
      undefined,
    ],
    ['a/b--c__d.e', 'docker.io', 'a/b--c__d.e', undefined],
    ['nginx:_', 'docker.io', 'library/nginx', '_'],
    ['nginx:A-b.C_9', 'docker.io', 'library/nginx', 'A-b.C_9'],
    [`nginx:${'t'.repeat(128)}`, 'docker.io', 'library/nginx', 't'.repeat(128)],
  ])('%s', (text, registry, repository, tag) => {
    const image = parseImageReference(text)
    expect(image).toMatchObject({ registry, repository, digest: undefined })
    expect(image.tag).toBe(tag)
    expect(formatImageReference(image)).toBe(text)
  })

  it('may carry a digest, with and without a tag', () => {
    expect(parseImageReference(`ghcr.io/acme/api@${DIGEST}`)).toEqual({
      name: 'ghcr.io/acme/api',
      registry: 'ghcr.io',
      repository: 'acme/api',
      tag: undefined,
      digest: DIGEST,
    })
    expect(parseImageReference(`127.0.0.1:5000/api:1@${DIGEST}`)).toMatchObject({ tag: '1', digest: DIGEST })
  })

  it.each([
    ['', 'wanted'],
    [' nginx', 'wanted'],
    ['nginx ', 'wanted'],
    ['nginx\n', 'wanted'],
    ['nginx:', 'tag ""'],
    ['nginx:-1', 'tag "-1"'],
    ['nginx:.1', 'tag ".1"'],
    ['nginx:1+2', 'tag "1+2"'],
    ['nginx:1:2', 'tag "1:2"'],
    ['nginx:1\n', 'tag'],
    ['nginx:${{ github.sha }}', 'tag'],
    [`nginx:${'t'.repeat(129)}`, 'up to 128'],
    ['nginx@', 'digest'],
    ['nginx@sha256:abc', '64 lower-case hex'],
    [`nginx@${DIGEST}@${DIGEST}`, 'digest'],
    [`nginx@${DIGEST.toUpperCase()}`, 'digest'],
    [`@${DIGEST}`, 'wanted'],
    [':1', 'wanted'],
    ['/nginx', 'wanted'],
    ['acme//api', 'wanted'],
    ['acme/api/', 'wanted'],
    ['acme/-api', 'wanted'],
    ['acme/api-', 'wanted'],
    ['acme/a..b', 'wanted'],
    ['acme/a___b', 'wanted'],
    ['acme/../etc', 'wanted'],
    ['../api', 'not a host'],
    ['-v /:/host', 'wanted'],
    ['--build-arg', 'wanted'],
    ['ghcr.io/Acme/api', 'lower-case name: "acme/api"'],
    ['Acme/api:1', 'lower-case name: "acme/api"'],
    ['Nginx', 'lower-case name: "nginx"'],
    ['https://ghcr.io/acme/api', 'not a host'],
    ['ghcr.io:99999/api', 'port'],
    ['ghcr.io:0/api', 'port'],
    ['ghcr.io:/api', 'not a host'],
    ['ghcr..io/api', 'not a host'],
    ['-ghcr.io/api', 'not a host'],
    ['user:pass@ghcr.io/api', 'digest'],
    ['ghcr.io/acme/äpi', 'wanted'],
    ['ghcr.io/acme/api{{x}}', 'wanted'],
    [`ghcr.io/${'a'.repeat(256)}`, 'longer than 255'],
    ['ghcr.io/', 'wanted'],
  ])('refuses %j, saying why', (text, why) => {
    const parse = (): unknown => parseImageReference(text)
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-image', kind: 'user' }))
    expect(parse).toThrow(why)
  })

  it('knows the same repository under its several names', () => {
    const same = (a: string, b: string): boolean =>
      sameRepository(parseImageReference(a), parseImageReference(b))
    expect(same('nginx:1', `index.docker.io/library/nginx@${DIGEST}`)).toBe(true)
    expect(same('GHCR.IO/acme/api', 'ghcr.io/acme/api:2')).toBe(true)
    expect(same('ghcr.io/acme/api', 'acme/api')).toBe(false)
    expect(same('ghcr.io/acme/api', 'ghcr.io/acme/api2')).toBe(false)
  })
})

const alnum = Array.from('abcdefghijklmnopqrstuvwxyz0123456789')
const word = fc.string({ unit: fc.constantFrom(...alnum), minLength: 1, maxLength: 8 })
const component = fc
  .tuple(word, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--'), word), { maxLength: 3 }))
  .map(([head, rest]) => head + rest.map(([separator, tail]) => separator + tail).join(''))
const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
const label = fc.tuple(word, fc.constantFrom('', '-x')).map(([head, tail]) => head + tail)
const registry = fc
  .tuple(fc.array(label, { minLength: 2, maxLength: 4 }), fc.option(fc.integer({ min: 1, max: 65535 })))
  .map(([labels, port]) => labels.join('.') + (port === null ? '' : `:${port}`))
const tag = fc
  .string({ unit: fc.constantFrom(...alnum, 'A', 'Z', '_', '.', '-'), minLength: 1, maxLength: 128 })
  .filter((text) => !/^[.-]/.test(text))
const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `sha256:${Buffer.from(bytes).toString('hex')}`)

/** Nothing that a shell, an option parser or YAML reads in its own way at the start. */
const SAFE = /^[A-Za-z0-9[][A-Za-z0-9._:/@[\]-]*$/

function attempt(text: string): ImageReference | ActionError {
  try {
    return parseImageReference(text)
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
}

describe('by the grammar', () => {
  it('every reference is read into its parts and written as it was', () => {
    fc.assert(
      fc.property(registry, path, fc.option(tag), fc.option(digest), (host, repository, version, hash) => {
        const name = `${host}/${repository}`
        const text = name + (version === null ? '' : `:${version}`) + (hash === null ? '' : `@${hash}`)
        const image = parseImageReference(text)
        expect(image).toMatchObject({ name, registry: host, repository })
        expect([image.tag, image.digest]).toEqual([version ?? undefined, hash ?? undefined])
        expect(formatImageReference(image)).toBe(text)
      }),
    )
  })

  it('fault 57, fault 66: whatever else is refused with our error, and what is taken is safe as an argument and in YAML', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...Array.from('ab9./:@_-A \n"\'{}$#\u0000é')) })
    fc.assert(
      fc.property(fc.oneof(fc.string(), hostile), (text) => {
        const read = attempt(text)
        const safe = read instanceof ActionError ? read.code : SAFE.test(text) && formatImageReference(read)
        expect(safe).toBe(read instanceof ActionError ? 'invalid-image' : text)
      }),
      { numRuns: 2000 },
    )
  })

  it('a tag is what the specification says', () => {
    fc.assert(
      fc.property(fc.oneof(tag, fc.string()), (text) => {
        expect(isTag(text)).toBe(/^\w[\w.-]{0,127}$/.test(text))
      }),
    )
  })

  it('a long text takes no long time', () => {
    const long = 'a-'.repeat(100_000)
    for (const text of [
      long,
      `${long}/x`,
      `${'a.'.repeat(100_000)}/x`,
      `x:${long}`,
      `${'a_'.repeat(100_000)}!`,
    ])
      expect(() => parseImageReference(text)).toThrow('is not an image reference')
  })
})
