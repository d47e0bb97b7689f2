import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { afterEach, describe, expect, it } from '@jest/globals'

import {
  createFetch,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from '@gitops-actions/adapters'
import { failureOf, fakeClock } from './github-world.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(
  handler: Handler,
): Promise<{ url: string; requests: IncomingMessage[]; server: Server }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server }
}

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({ clock: fakeClock(), env: {}, userAgent: 'test/1', ...options })
  closers.push(() => made.close())
  return made
}

describe('an exchange', () => {
  it('sends method, headers and body, and reads status, headers and JSON', async () => {
    let received = ''
    const far = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString()))
      request.on('end', () => {
        response.writeHead(201, { 'X-Thing': 'yes', 'content-type': 'application/json' }).end('{"a":[1]}')
      })
    })
    const answer = await client().request({
      method: 'POST',
      url: `${far.url}/p?q=1`,
      headers: { 'X-In': '1' },
      body: 'hello',
    })
    expect(received).toBe('hello')
    expect(far.requests[0]?.headers).toMatchObject({ 'x-in': '1', 'user-agent': 'test/1' })
    expect([answer.status, answer.headers.get('x-THING'), answer.url]).toEqual([
      201,
      'yes',
      `${far.url}/p?q=1`,
    ])
    expect(answer.json()).toEqual({ a: [1] })
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('fault 71: undoes %s and caps what comes out of it', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(3_000_000, 'x'))
    const far = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
    )
    const http = client()
    const error = await failureOf(http.request({ url: far.url }))
    expect(error.code).toBe('body-too-large')
    const whole = await http.request({ url: far.url, maxBytes: 3_000_000 })
    expect(whole.body.byteLength).toBe(3_000_000)
  })

  it('says that a broken compression is an invalid answer', async () => {
    const far = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
    )
    expect((await failureOf(client().request({ url: far.url, retry: 'never' }))).code).toBe('invalid-answer')
  })

  it('fault 71: refuses a body above the cap, at the cap it reads', async () => {
    const far = await serve((_, response) => response.end('x'.repeat(100)))
    const http = client()
    expect((await failureOf(http.request({ url: far.url, maxBytes: 99 }))).code).toBe('body-too-large')
    expect((await http.request({ url: far.url, maxBytes: 100 })).text()).toHaveLength(100)
  })

  it('fault 71: ends at its deadline although bytes keep dripping', async () => {
    const far = await serve((_, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 5)
      response.on('close', () => {
        clearInterval(drip)
      })
    })
    const error = await failureOf(client().request({ url: far.url, deadline: 60, retry: 'never' }))
    expect([error.code, error.kind]).toEqual(['timeout', 'transient'])
  })

  it('reports an answer that is not JSON without its text', async () => {
    const far = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in'),
    )
    const answer = await client().request({ url: far.url })
    expect(() => answer.json()).toThrow(/answered 200 with text\/html where JSON was expected/)
  })

  it('is cancelled by the signal of the run', async () => {
    const stop = new AbortController()
    const far = await serve(() => {
      stop.abort()
    })
    expect((await failureOf(client({ signal: stop.signal }).request({ url: far.url }))).code).toBe(
      'cancelled',
    )
    expect((await failureOf(client({ signal: stop.signal }).request({ url: far.url }))).code).toBe(
      'cancelled',
    )
  })
})

describe('fault 72: what is refused before anything is sent', () => {
  it.each([
    ['http://169.254.169.254/latest', /link-local/],
    ['https://169.254.169.254/latest', /link-local/],
    ['https://2852039166/', /link-local/],
    ['https://0xa9fea9fe/', /link-local/],
    ['https://[fe80::1]/', /link-local/],
    ['https://[::ffff:169.254.169.254]/', /link-local/],
    ['https://[fd00:ec2::254]/', /link-local/],
    ['https://metadata.google.internal/', /link-local/],
    ['https://metadata.google.internal./', /link-local/],
    ['https://0.0.0.0/', /link-local/],
    ['http://example.com/', /plain http/],
    ['http://127.0.0.1.example.com/', /plain http/],
    ['file:///etc/passwd', /it is file:/],
    ['ftp://example.com/', /it is ftp:/],
    ['https://name:canary@example.com/', /user name or password/],
    ['https://name:can/canary@example.com/', /not an absolute URL/],
    ['https://example.com/\r\nHost: other', /line break/],
    ['example.com', /not an absolute URL/],
    ['', /not an absolute URL/],
  ])('%j', async (url, why) => {
    const error = await failureOf(client().request({ url }))
    expect(error.code).toBe('refused-url')
    expect(error.message).toMatch(why)
    expect(error.message).not.toContain('canary')
  })

  it('a header value with a line break, without showing it', async () => {
    const error = await failureOf(
      client().request({ url: 'https://example.com/', headers: { authorization: 'Bearer canary\n' } }),
    )
    expect(error.code).toBe('refused-header')
    expect(error.message).not.toContain('canary')
  })
})

describe('retries', () => {
  it('repeats a GET after 503 and gives up after four attempts', async () => {
    const clock = fakeClock()
    const far = await serve((_, response) => response.writeHead(503).end())
    const answer = await client({ clock }).request({ url: far.url })
    expect(answer.status).toBe(503)
    expect(far.requests).toHaveLength(4)
    expect(clock.slept).toEqual([250, 500, 1000])
  })

  it('repeats a GET whose connection broke', async () => {
    let served = 0
    const far = await serve((request, response) => {
      served += 1
      if (served === 1) request.socket.destroy()
      else response.end('fine')
    })
    expect((await client().request({ url: far.url })).text()).toBe('fine')
    expect(far.requests).toHaveLength(2)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('never repeats %s', async (method) => {
    const far = await serve((request) => request.socket.destroy())
    const error = await failureOf(client().request({ method, url: far.url, body: 'x' }))
    expect([error.code, error.kind]).toEqual(['unreachable', 'transient'])
    expect(far.requests).toHaveLength(1)
  })

  it.each([
    ['2', [2125]],
    ['Tue, 03 Feb 2026 04:05:16 GMT', [10_125]],
    ['-5', [250]],
    ['soon', [250]],
  ])('fault 25: waits as Retry-After: %s says', async (value, slept) => {
    const clock = fakeClock()
    let served = 0
    const far = await serve((_, response) => {
      served += 1
      if (served === 1) response.writeHead(503, { 'retry-after': value }).end()
      else response.end()
    })
    expect((await client({ clock }).request({ url: far.url })).status).toBe(200)
    expect(clock.slept).toEqual(slept)
  })

  it('fault 25: does not wait for a Retry-After beyond its deadline', async () => {
    const clock = fakeClock()
    const far = await serve((_, response) => response.writeHead(503, { 'retry-after': '1000000000' }).end())
    expect((await client({ clock }).request({ url: far.url })).status).toBe(503)
    expect([far.requests.length, clock.slept.length]).toEqual([1, 0])
  })

  it('leaves 429 to the adapter, which knows when to come back', async () => {
    const clock = fakeClock()
    const far = await serve((_, response) => response.writeHead(429, { 'retry-after': '1' }).end())
    expect((await client({ clock }).request({ url: far.url })).status).toBe(429)
    expect([far.requests.length, clock.slept.length]).toEqual([1, 0])
  })
})

describe('fault 73: redirects', () => {
  async function pair(
    status: number,
  ): Promise<{ from: Awaited<ReturnType<typeof serve>>; to: Awaited<ReturnType<typeof serve>> }> {
    const to = await serve((_, response) => response.end('there'))
    const from = await serve((_, response) => response.writeHead(status, { location: `${to.url}/x` }).end())
    return { from, to }
  }

  it('are errors by default', async () => {
    const { from, to } = await pair(302)
    expect((await failureOf(client().request({ url: from.url }))).code).toBe('redirect-refused')
    expect(to.requests).toHaveLength(0)
  })

  it('to another port are another host', async () => {
    const { from, to } = await pair(302)
    expect((await failureOf(client().request({ url: from.url, redirect: 'same-host' }))).code).toBe(
      'redirect-refused',
    )
    expect(to.requests).toHaveLength(0)
  })

  it('leave credentials behind when they change the host', async () => {
    const { from, to } = await pair(307)
    const headers = { Authorization: 'Bearer canary', Cookie: 'a=canary', Accept: 'text/plain' }
    const answer = await client().request({ url: from.url, redirect: 'drop-authorization', headers })
    expect([answer.text(), answer.url]).toEqual(['there', `${to.url}/x`])
    expect(from.requests[0]?.headers.authorization).toBe('Bearer canary')
    expect(JSON.stringify(to.requests[0]?.headers)).not.toContain('canary')
    expect(to.requests[0]?.headers.accept).toBe('text/plain')
  })

  it.each([
    ['a metadata address', 'https://169.254.169.254/', 'refused-url'],
    ['a file', 'file:///etc/passwd', 'refused-url'],
    ['something with credentials', 'https://a:b@example.com/', 'refused-url'],
  ])('to %s are refused', async (_, location, code) => {
    const far = await serve((_request, response) => response.writeHead(302, { location }).end())
    expect((await failureOf(client().request({ url: far.url, redirect: 'drop-authorization' }))).code).toBe(
      code,
    )
  })

  it('on the same host keep the credentials and stop after five', async () => {
    const far = await serve((request, response) => {
      response.writeHead(301, { location: `/next${request.url ?? ''}` }).end()
    })
    const error = await failureOf(
      client().request({ url: far.url, redirect: 'same-host', headers: { authorization: 'Bearer t' } }),
    )
    expect(error.message).toMatch(/redirected more than 5 times/)
    expect(far.requests.map((request) => request.headers.authorization)).toEqual(Array(6).fill('Bearer t'))
  })

  it('repeat a write for 307 alone', async () => {
    let body = ''
    const handler =
      (status: number): Handler =>
      (request, response) => {
        if (request.url !== '/there') response.writeHead(status, { location: '/there' }).end()
        else
          request
            .on('data', (chunk: Buffer) => (body += chunk.toString()))
            .on('end', () => response.end(request.method))
      }
    const kept = await serve(handler(307))
    const write = { method: 'POST', body: 'data', redirect: 'same-host' } as const
    expect((await client().request({ ...write, url: kept.url })).text()).toBe('POST')
    expect(body).toBe('data')
    const changed = await serve(handler(301))
    expect((await failureOf(client().request({ ...write, url: changed.url }))).code).toBe('redirect-refused')
    const other = await serve(handler(303))
    expect((await client().request({ ...write, url: other.url })).text()).toBe('GET')
  })
})

describe('fault 69: errors', () => {
  it('name host and path, never the query or headers', async () => {
    const far = await serve(() => undefined)
    await new Promise((resolve) => far.server.close(resolve))
    const error = await failureOf(
      client().request({
        url: `${far.url}/p?token=canary`,
        headers: { authorization: 'canary' },
        retry: 'never',
      }),
    )
    expect(error.code).toBe('unreachable')
    expect(error.message).toContain(`GET ${far.url}/p could not be reached (ECONNREFUSED`)
    expect(error.message).not.toContain('canary')
  })

  it('go through the redaction of the run', async () => {
    const far = await serve((request) => request.socket.destroy())
    const http = client({ redact: (text) => text.replaceAll('canary', '***') })
    const error = await failureOf(http.request({ url: `${far.url}/canary`, retry: 'never' }))
    expect(error.message).toContain('/***')
    expect(error.message).not.toContain('canary')
  })
})

describe('a stream', () => {
  it('hands chunks over as they arrive, and fails when silent', async () => {
    const far = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
    })
    const stream = await client().stream({ url: far.url, idleTimeout: 40 })
    const seen: string[] = []
    const read = async (): Promise<void> => {
      for await (const chunk of stream.chunks) seen.push(Buffer.from(chunk).toString())
    }
    const error = await failureOf(read())
    expect(seen).toEqual(['data: 1\n\n'])
    expect(error.message).toMatch(/sent nothing for 0 s/)
  })

  it('ends without an error when it is closed', async () => {
    const far = await serve((_, response) => response.writeHead(200).write('one'))
    const stream = await client().stream({ url: far.url })
    const seen: string[] = []
    for await (const chunk of stream.chunks) {
      seen.push(Buffer.from(chunk).toString())
      stream.close()
    }
    expect(seen).toEqual(['one'])
  })

  it('says when the far side cut it', async () => {
    const far = await serve((request, response) => {
      response.writeHead(200).write('one')
      setImmediate(() => request.socket.destroy())
    })
    const stream = await client().stream({ url: far.url })
    const read = async (): Promise<void> => {
      for await (const chunk of stream.chunks) expect(chunk.byteLength).toBeGreaterThan(0)
    }
    expect((await failureOf(read())).code).toBe('unreachable')
  })
})

describe('createFetch', () => {
  it('answers in the shape that Octokit reads', async () => {
    const far = await serve((_, response) =>
      response.writeHead(404, { 'x-a': 'b' }).end('{"message":"Not Found"}'),
    )
    const answer = await createFetch(client())(far.url, { method: 'get', headers: { accept: 'x' } })
    expect([answer.ok, answer.status, answer.url]).toEqual([false, 404, `${far.url}/`])
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-a': 'b' })
    expect(answer.headers.get('absent')).toBeNull()
    expect(await answer.json()).toEqual({ message: 'Not Found' })
  })
})
