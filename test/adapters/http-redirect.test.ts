import { describe, expect, it } from '@jest/globals'
import { checkUrl } from '@gitops-actions/adapters'
import { checkHeaders } from '../../packages/adapters/src/http/headers.ts'
import { followRedirect, type Hop, isRedirect } from '../../packages/adapters/src/http/redirect.ts'

const HEADERS = {
  accept: 'text/plain',
  authorization: 'Bearer secret',
  cookie: 'secret',
  'proxy-authorization': 'secret',
  'private-token': 'secret',
  'x-registry-auth': 'secret',
}

function hop(url: string, change: Partial<Hop> = {}): Hop {
  return { method: 'GET', url: new URL(url), headers: HEADERS, body: undefined, ...change }
}

const FROM = 'https://one.example/a?token=secret'

describe('fault 73: the request behind a redirect', () => {
  it.each([
    // from, Location, whether it still says who we are
    [FROM, '/b', true],
    [FROM, 'https://one.example/b', true],
    [FROM, 'https://one.example:8443/b', false],
    [FROM, 'https://two.example/b', false],
    [FROM, 'https://one.example.evil.example/b', false],
    [FROM, '//two.example/b', false],
    ['http://127.0.0.1:80/a', 'https://127.0.0.1/b', true],
    ['http://127.0.0.1:80/a', 'http://127.0.0.1:81/b', false],
  ])('from %s to %s has credentials: %s', (from, location, has) => {
    const next = followRedirect(hop(from), 302, location, {
      redirect: 'drop-authorization',
      plaintext: false,
    })
    expect(next.url.href).toBe(new URL(location, from).href)
    expect(next.headers).toEqual(has ? HEADERS : { accept: 'text/plain' })
  })

  it.each([
    [
      'to a line that is not encrypted',
      'http://one.example/b',
      true,
      /answered 302 to http:\/\/one\.example\/b, which is not encrypted$/,
    ],
    ['from a line that is encrypted to this machine', 'http://127.0.0.1/b', false, /which is not encrypted$/],
    ['to what is no URL', 'https://[', false, /with a Location that is not a URL$/],
    ['to the metadata of a cloud', 'https://169.254.169.254/b', false, /link-local or cloud metadata/],
    ['with a password', 'https://a:secret@one.example/b', false, /carries a user name or password/],
    ['to a file', 'file:///etc/passwd', false, /it is file:/],
  ])('%s is never made', (_, location, plaintext, says) => {
    const work = (): unknown =>
      followRedirect(hop(FROM), 302, location, { redirect: 'drop-authorization', plaintext })
    expect(work).toThrow(says)
    expect(work).not.toThrow(/secret/)
  })

  it.each([
    ['POST', 303, 'GET', undefined],
    ['PUT', 307, 'PUT', 'data'],
    ['POST', 308, 'POST', 'data'],
  ] as const)('of a %s, answered %d, is a %s', (method, status, next, body) => {
    const from = hop(FROM, { method, body: 'data' })
    expect(followRedirect(from, status, '/b', { redirect: 'same-host', plaintext: false })).toMatchObject({
      method: next,
      body,
    })
  })

  it.each([301, 302])('of a write, answered %d, is never made', (status) => {
    const from = hop(FROM, { method: 'DELETE' })
    expect(() => followRedirect(from, status, '/b', { redirect: 'same-host', plaintext: false })).toThrow(
      /a write is not repeated at another address$/,
    )
  })

  it.each([
    [302, '/b', true],
    [304, '/b', false],
    [200, '/b', false],
    [302, undefined, false],
  ])('is asked for by %d with the Location %s: %s', (status, location, asked) => {
    expect(isRedirect(status, location)).toBe(asked)
  })
})

describe('headers', () => {
  it.each(['a b', 'a:b', 'a\r\nb', '', 'ä'])('are never named %j', (name) => {
    expect(() => checkHeaders({ [name]: 'secret' })).toThrow(`refused a header named ${JSON.stringify(name)}`)
  })

  it.each(['a\r\nx: y', 'a\nb', 'a\0b', 'a\u2028b'])(
    'never have the value %j, and it is not shown',
    (value) => {
      expect(() => checkHeaders({ Authorization: value })).toThrow(
        /^refused the value of the header Authorization: /,
      )
    },
  )
})

describe('fault 72: addresses of metadata', () => {
  it.each([
    '169.254.169.254',
    '0.0.0.0',
    '0xa9fea9fe',
    '2852039166',
    '[fe80::1]',
    '[febf::1]',
    '[::ffff:169.254.169.254]',
    '[::169.254.169.254]',
    '[64:ff9b::169.254.169.254]',
    '[::ffff:100.100.100.200]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    'metadata.google.internal',
    'METADATA.google.internal.',
  ])('%s is refused', (host) => {
    expect(() => checkUrl(`https://${host}/latest`, { plaintext: true })).toThrow(
      /link-local or cloud metadata/,
    )
  })

  it.each(['[fec0::1]', '[::ffff:10.0.0.1]', '10.0.0.1', '169.253.1.1', 'metadata.example'])(
    '%s is none',
    (host) => {
      expect(checkUrl(`https://${host}/latest`, { plaintext: false }).protocol).toBe('https:')
    },
  )
})
