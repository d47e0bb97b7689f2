import { describe, expect, it } from '@jest/globals'
import { proxyFor, readProxy } from '../../packages/adapters/src/http/proxy.ts'

const PROXY = 'http://proxy.example:3128'

function goesBy(address: string, env: Readonly<Record<string, string>>): string | undefined {
  return proxyFor(new URL(address), env)?.href
}

describe('the proxy of an address', () => {
  it.each([
    ['https://a.example/x', { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['https://a.example/x', { https_proxy: 'proxy.example:3128' }, `${PROXY}/`],
    ['https://a.example/x', { HTTP_PROXY: PROXY }, undefined],
    ['http://a.example/x', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['https://a.example/x', { HTTPS_PROXY: ' ' }, undefined],
    [
      'https://a.example/x',
      { https_proxy: 'https://lower.example', HTTPS_PROXY: PROXY },
      'https://lower.example/',
    ],
    ['https://127.0.0.1:8443/x', { HTTPS_PROXY: PROXY }, undefined],
    ['https://[::1]/x', { HTTPS_PROXY: PROXY }, undefined],
  ])('%s with %j is %s', (address, env, proxy) => {
    expect(goesBy(address, env)).toBe(proxy)
  })

  it.each([
    ['https://a.example/', '*', true],
    ['https://a.example/', 'b.example a.example', true],
    ['https://a.example/', 'A.Example', true],
    ['https://b.a.example/', 'a.example', true],
    ['https://b.a.example/', '*.a.example', true],
    ['https://b.a.example/', '.a.example', true],
    ['https://ba.example/', 'a.example', false],
    ['https://a.example/', 'b.a.example', false],
    ['https://a.example/', 'a.example:443', true],
    ['https://a.example/', 'a.example:80', false],
    ['http://a.example/', 'a.example:80', true],
    ['http://a.example/', 'a.example:443', false],
    ['https://a.example:8443/', 'a.example:8443', true],
    ['https://a.example:8443/', 'a.example:443', false],
    ['https://[2001:db8::1]/', '2001:db8::1', true],
    ['https://[2001:db8::1]/', '[2001:db8::1]:443', true],
    ['https://[2001:db8::1]/', '[2001:db8::1]:80', false],
    ['https://a.example/', ' , ,.', false],
  ])('%s is reached directly with NO_PROXY=%j: %s', (address, list, direct) => {
    const env = { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, NO_PROXY: list }
    expect(goesBy(address, env) === undefined).toBe(direct)
  })

  it.each(['ftp://user:secret@proxy.example', 'http://', 'user:secret@@:x'])(
    'is not %s, and its credentials are not shown',
    (given) => {
      const work = (): unknown => readProxy(given, 'HTTPS_PROXY')
      expect(work).toThrow(/^HTTPS_PROXY is not the http or https URL of a proxy/)
      expect(work).not.toThrow(/secret/)
    },
  )
})
