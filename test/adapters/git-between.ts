import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request of git as it went by, with its whole body. */
export interface PassedRequest {
  readonly method: string
  /** `info/refs?service=…`, `git-upload-pack` or `git-receive-pack`. */
  readonly what: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface PassedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

type Outcome = PassedAnswer | 'cut' | 'half' | undefined

/** What is done to an exchange on its way; nothing: it passes. */
export interface Meddling {
  /** Answers in place of the server, or ends the connection. */
  readonly before?: (asked: PassedRequest) => PassedAnswer | 'cut' | undefined
  /** Changes what the server answered; `half` ends the connection in the middle of it. */
  readonly after?: (asked: PassedRequest, answer: PassedAnswer) => Outcome | Promise<Outcome>
}

export interface Between {
  readonly url: string
  readonly passed: PassedRequest[]
  close(): Promise<void>
}

/** Stands between a client and a git server, and meddles. */
export async function startBetween(target: string, { before, after }: Meddling): Promise<Between> {
  const passed: PassedRequest[] = []
  const server = createServer((from, to) => {
    const chunks: Buffer[] = []
    from.on('data', (chunk: Buffer) => chunks.push(chunk))
    from.on('end', () => {
      const path = from.url ?? ''
      const what = path.slice(path.indexOf('.git/') + '.git/'.length)
      const asked = { method: from.method ?? '', what, headers: from.headers, body: Buffer.concat(chunks) }
      passed.push(asked)
      const instead = before?.(asked)
      if (instead === 'cut') {
        to.destroy()
        return
      }
      if (instead !== undefined) {
        to.writeHead(instead.status, instead.headers).end(instead.body)
        return
      }
      const headers = { ...from.headers, connection: 'close' }
      const on = request(target + path, { method: asked.method, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (chunk: Buffer) => parts.push(chunk))
        answer.on('end', () => {
          const given = {
            status: answer.statusCode ?? 500,
            headers: { 'content-type': answer.headers['content-type'] ?? '' },
            body: Buffer.concat(parts),
          }
          void Promise.resolve(after?.(asked, given)).then((told = given) => {
            if (told === 'cut') to.destroy()
            else if (told === 'half') {
              to.writeHead(given.status, { ...given.headers, 'content-length': given.body.length })
              to.write(given.body.subarray(0, given.body.length / 2), () => to.destroy())
            } else to.writeHead(told.status, told.headers).end(told.body)
          })
        })
      })
      on.on('error', () => to.destroy())
      on.end(asked.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

/** A line of the protocol. */
export function packet(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes])
}

/** What a server answers to a push: its report, and what it says beside it. */
export function pushReport(lines: readonly string[], said: readonly string[] = []): PassedAnswer {
  const band = (number: number, bytes: Buffer): Buffer =>
    packet(Buffer.concat([Buffer.from([number]), bytes]))
  const report = Buffer.concat([...lines.map((line) => packet(`${line}\n`)), Buffer.from('0000')])
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result' },
    body: Buffer.concat([
      ...said.map((text) => band(2, Buffer.from(text))),
      band(1, report),
      Buffer.from('0000'),
    ]),
  }
}

/** The end of a fetch that the server refuses. */
export function fetchRefusal(words: string): PassedAnswer {
  const headers = { 'content-type': 'application/x-git-upload-pack-result' }
  return { status: 200, headers, body: packet(`ERR ${words}\n`) }
}
