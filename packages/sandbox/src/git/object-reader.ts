import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'

import { hermeticEnvironment } from './git-command.ts'
import type { GitObject, ObjectType } from './object.ts'

interface Waiter {
  withContent: boolean
  resolve(object: GitObject | undefined): void
  reject(error: Error): void
}

/**
 * One long-lived `git cat-file --batch-command`: a process start costs more than everything else in a read.
 * It sees objects and references written after it started.
 */
export class ObjectReader {
  readonly #directory: string
  #child: ChildProcessWithoutNullStreams | undefined
  #chunks: Buffer[] = []
  #length = 0
  /** Bytes that must be there before the next answer can be complete. */
  #wanted = 1
  #waiters: Waiter[] = []

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Name and type of the object a revision expression names, or undefined. */
  async find(expression: string): Promise<{ oid: string; type: ObjectType } | undefined> {
    return this.#ask('info', expression)
  }

  /** The object a revision expression names, with its content, or undefined. */
  async read(expression: string): Promise<GitObject | undefined> {
    return this.#ask('contents', expression)
  }

  /** Ends the child. */
  async close(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    const closed = new Promise<void>((resolve) =>
      child.once('close', () => {
        resolve()
      }),
    )
    child.stdin.end()
    await closed
  }

  #ask(command: 'info' | 'contents', expression: string): Promise<GitObject | undefined> {
    // One question per line: an expression with a line break would be two.
    if (/[\n\0]/.test(expression) || expression === '') return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      this.#waiters.push({ withContent: command === 'contents', resolve, reject })
      this.#start().stdin.write(`${command} ${expression}\n`)
    })
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child
    const child = spawn('git', ['cat-file', '--batch-command'], {
      cwd: this.#directory,
      env: hermeticEnvironment(),
    })
    this.#child = child
    child.stdin.on('error', () => undefined)
    child.stderr.resume()
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      if (this.#length >= this.#wanted) this.#drain()
    })
    child.on('error', (error) => {
      this.#fail(error)
    })
    child.on('close', () => {
      if (this.#child === child) this.#child = undefined
      this.#fail(new Error('git cat-file ended before it answered'))
    })
    return child
  }

  #drain(): void {
    let buffer = Buffer.concat(this.#chunks)
    this.#wanted = buffer.length + 1
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      const lineEnd = buffer.indexOf('\n')
      if (lineEnd < 0) break
      const found = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(buffer.toString('utf8', 0, lineEnd))
      const size = found !== null && waiter.withContent ? Number(found[3]) : undefined
      const next = lineEnd + 1 + (size === undefined ? 0 : size + 1)
      if (buffer.length < next) {
        this.#wanted = next
        break
      }
      const content =
        size === undefined ? Buffer.alloc(0) : Buffer.from(buffer.subarray(lineEnd + 1, next - 1))
      buffer = buffer.subarray(next)
      this.#wanted = buffer.length + 1
      this.#waiters.shift()
      waiter.resolve(
        found === null ? undefined : { oid: found[1] ?? '', type: toObjectType(found[2]), content },
      )
    }
    this.#chunks = buffer.length === 0 ? [] : [buffer]
    this.#length = buffer.length
  }

  #fail(error: Error): void {
    this.#chunks = []
    this.#length = 0
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error)
  }
}

function toObjectType(text: string | undefined): ObjectType {
  if (text === 'blob' || text === 'tree' || text === 'commit' || text === 'tag') return text
  throw new Error(`git named an object type nobody knows: ${String(text)}`)
}
