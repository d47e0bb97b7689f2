import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  formatReleaseRecord,
  parseImagesInput,
  parseReleaseRecords,
  serviceOfImage,
} from '@gitops-actions/core'

const DIGEST = `sha256:${'a'.repeat(64)}`
const SHA = '0123456789abcdef0123456789abcdef01234567'
const RECORD = {
  version: 1,
  service: 'api',
  image: 'ghcr.io/acme/api',
  tag: '1.4.2',
  tags: [
    { name: '1.4.2', mutable: false },
    { name: 'latest', mutable: true },
  ],
  digest: DIGEST,
  platforms: { 'linux/amd64': DIGEST, 'linux/arm/v7': DIGEST },
  source: { repository: 'acme/api', sha: SHA, ref: 'refs/tags/v1.4.2' },
  created: '2026-01-02T03:04:05Z',
  run: 'https://github.com/acme/api/actions/runs/1',
}
const WEB = { ...RECORD, service: 'web', image: 'ghcr.io/acme/web' }
const line = (record: object): string => JSON.stringify(record)

describe('release records', () => {
  it.each([
    ['one', line(RECORD), ['api']],
    ['one, pretty-printed', JSON.stringify(RECORD, null, 2), ['api']],
    ['several, one on each line', `${line(RECORD)}\r\n\n${line(WEB)}\n`, ['api', 'web']],
    ['an array', JSON.stringify([RECORD, WEB], null, 1), ['api', 'web']],
    ['arrays on lines', `[${line(RECORD)}]\n[${line(WEB)}]`, ['api', 'web']],
    ['the same twice', `${line(RECORD)}\n${line(RECORD)}`, ['api']],
    ['no platforms', line({ ...RECORD, platforms: {} }), ['api']],
  ])('are read from %s', (_name, text, services) => {
    expect(parseReleaseRecords(text).map(({ service }) => service)).toEqual(services)
  })

  it('come back from their one line as they were', () => {
    const [record] = parseReleaseRecords(line(RECORD))
    if (record === undefined) throw new Error('nothing was read')
    const text = formatReleaseRecord(record)
    expect(text).not.toMatch(/[\n\r]/)
    expect(JSON.parse(text)).toEqual(RECORD)
    expect(parseReleaseRecords(text)).toEqual([record])
  })

  it.each([
    ['nothing', '  \n', 'is empty'],
    ['text', 'api:1.4.2', 'is not JSON at line 1'],
    ['a broken second line', `${line(RECORD)}\n{"version":`, 'is not JSON at line 2'],
    ['a number', '1', 'has the record 1: wanted a JSON object'],
    ['a null', 'null', 'has the record null'],
    [
      'an unknown version',
      line({ ...RECORD, version: 2 }),
      '(service "api") has version 2: this action reads version 1',
    ],
    ['no version', line({ service: 'api' }), 'has version (missing)'],
    ['an unknown key', line({ ...RECORD, extra: 1 }), 'has a key "extra"'],
    ['a bad service', line({ ...RECORD, service: 'a b' }), 'has "service" "a b"'],
    ['an image with a tag', line({ ...RECORD, image: 'ghcr.io/acme/api:1' }), 'has "image"'],
    ['an upper-case image', line({ ...RECORD, image: 'ghcr.io/Acme/api' }), 'has "image"'],
    ['a bad tag', line({ ...RECORD, tag: 'a b' }), 'has "tag" "a b"'],
    ['a tag that is not in tags', line({ ...RECORD, tag: '1.4.3' }), '"tags" does not list'],
    ['a tag that can be moved', line({ ...RECORD, tag: 'latest' }), '"tags" does not list'],
    ['a short digest', line({ ...RECORD, digest: 'sha256:abc' }), 'has "digest" "sha256:abc"'],
    ['a bad platform', line({ ...RECORD, platforms: { amd64: DIGEST } }), 'has the platform "amd64"'],
    [
      'a bad platform digest',
      line({ ...RECORD, platforms: { 'linux/amd64': 'x' } }),
      '"platforms.linux/amd64"',
    ],
    [
      'a bad repository',
      line({ ...RECORD, source: { ...RECORD.source, repository: 'api' } }),
      '"source.repository"',
    ],
    ['a short sha', line({ ...RECORD, source: { ...RECORD.source, sha: '0123456' } }), '"source.sha"'],
    [
      'a ref that Git refuses',
      line({ ...RECORD, source: { ...RECORD.source, ref: 'refs/heads/a..b' } }),
      '"source.ref"',
    ],
    ['a service that is no text', line({ ...RECORD, service: 1 }), 'has "service" 1'],
    ['a path for a service', line({ ...RECORD, service: '../api' }), 'has "service" "../api"'],
    ['an image with a digest', line({ ...RECORD, image: `ghcr.io/acme/api@${DIGEST}` }), 'has "image"'],
    ['a list in a list', `[[${line(RECORD)}]]`, 'wanted a JSON object'],
    ['a list of platforms', line({ ...RECORD, platforms: [] }), '"platforms"'],
    ['a source that is no object', line({ ...RECORD, source: [] }), '"source"'],
    [
      'a thousand and one',
      `[${Array.from({ length: 1001 }, () => '1').join(',')}]`,
      'holds 1001 records: at most 1000 are read',
    ],
    ['a link with a space', line({ ...RECORD, run: 'https://github.com/a b' }), '"run"'],
    ['a short ref', line({ ...RECORD, source: { ...RECORD.source, ref: 'main' } }), '"source.ref"'],
    ['a local time', line({ ...RECORD, created: '2026-01-02 03:04' }), '"created"'],
    ['a 32nd of January', line({ ...RECORD, created: '2026-01-32T00:00:00Z' }), '"created"'],
    ['a script for a link', line({ ...RECORD, run: 'javascript:alert(1)' }), '"run"'],
    ['tags that are no list', line({ ...RECORD, tags: 'latest' }), 'has "tags" "latest": wanted a list'],
    ['a tag without mutable', line({ ...RECORD, tags: [{ name: '1.4.2' }] }), '"tags[0].mutable"'],
    [
      'two versions of one service',
      `${line(RECORD)}\n${line({ ...RECORD, digest: `sha256:${'b'.repeat(64)}` })}`,
      '2 (service "api") says',
    ],
    [
      'a bad second one',
      `[${line(RECORD)},{"version":1,"service":"web"}]`,
      'Release record 2 (service "web")',
    ],
    ['a megabyte', ' '.repeat(1_100_000), 'at most 1048576 are read'],
  ])('are refused when given %s', (_name, text, says) => {
    const error = thrownBy(() => parseReleaseRecords(text))
    expect(error.code).toBe('invalid-release-record')
    expect(error.message).toContain(says)
  })

  it('show no more than the beginning of a wrong value', () => {
    const error = thrownBy(() => parseReleaseRecords(line({ ...RECORD, tag: 'x'.repeat(5000) })))
    expect(error.message.length).toBeLessThan(300)
  })
})

describe('the input images', () => {
  it('takes every form, one on each line', () => {
    const images = parseImagesInput(
      `\n# comment\nghcr.io/acme/api=1.4.2\r\n  localhost:5000/web = main \nnginx:1.27\nredis:7@${DIGEST}\na/b@${DIGEST}\nc=1@${DIGEST}\n`,
    )
    expect(images.map(({ name, tag, digest }) => [name, tag, digest])).toEqual([
      ['ghcr.io/acme/api', '1.4.2', undefined],
      ['localhost:5000/web', 'main', undefined],
      ['nginx', '1.27', undefined],
      ['redis', '7', DIGEST],
      ['a/b', undefined, DIGEST],
      ['c', '1', DIGEST],
    ])
    expect(images.map(serviceOfImage)).toEqual(['api', 'web', 'nginx', 'redis', 'b', 'c'])
  })

  it.each([
    ['', 'names no image'],
    ['# only a comment', 'names no image'],
    [
      'nginx:1\nghcr.io/acme/api',
      'Line 2 of the input "images": "ghcr.io/acme/api" has neither a tag nor a digest',
    ],
    ['a:1=2', 'Line 1'],
    ['a=', 'Line 1'],
    ['=1', 'Line 1'],
    ['A/b=1', 'Line 1'],
    ['a=1 # note', 'Line 1'],
    ['a=-x', 'Line 1'],
    [`a=1@sha256:${'A'.repeat(64)}`, 'Line 1'],
  ])('refuses %j', (text, says) => {
    const error = thrownBy(() => parseImagesInput(text))
    expect(error.code).toBe('invalid-images-input')
    expect(error.message).toContain(says)
  })
})

function thrownBy(run: () => unknown): ActionError {
  try {
    run()
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('wanted an ActionError, and nothing was thrown')
}
