import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import { StepFailure } from './error.ts'

export interface ProcessRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>
  /** Ends the child and everything in its process group. */
  readonly signal: AbortSignal
  /** Lines of stdout and stderr as they come. */
  readonly onLine: (line: string) => void
}

/**
 * Runs a program in a process group of its own and waits for its end. An aborted signal sends SIGINT, then SIGTERM, then
 * SIGKILL to the group within a second.
 *
 * @returns the exit code; 128 + number when a signal ended it.
 * @throws StepFailure when it cannot be started; the signal's reason when that was aborted.
 */
export async function runProcess(request: ProcessRequest): Promise<number> {
  const { signal } = request
  signal.throwIfAborted()
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: request.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = [readLines(child.stdout, request.onLine), readLines(child.stderr, request.onLine)]
  const escalation = escalate(child.pid, signal)
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => {
        reject(
          new StepFailure(`'${request.command}' could not be started: ${error.message}`, { cause: error }),
        )
      })
      child.once('exit', (status, name) => {
        resolve(status ?? 128 + (name === null ? 0 : constants.signals[name]))
      })
    })
    await Promise.race([Promise.all(output), delay(signal.aborted ? 100 : DRAIN_TIME)])
    signal.throwIfAborted()
    return code
  } finally {
    escalation.stop()
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/**
 * Cuts text into lines as .NET's StreamReader does: at LF, at CR LF and at a lone CR, so that a carriage return starts a
 * line in which a command can stand.
 */
export class LineSplitter {
  #rest = ''
  readonly #onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(text: string): void {
    this.#rest += text
    // A CR at the very end may be the first half of CR LF: it waits for the next piece.
    const pieces = this.#rest.split(/\r\n|\n|\r(?!$)/)
    this.#rest = pieces.pop() ?? ''
    for (const piece of pieces) this.#onLine(piece)
  }

  end(): void {
    const rest = this.#rest.replace(/\r$/, '')
    if (this.#rest !== '') this.#onLine(rest)
    this.#rest = ''
  }
}

/** Milliseconds to wait for output that a background child still holds open after the process itself has ended. */
const DRAIN_TIME = 2000
const STEP = 20

const ESCALATION: readonly (readonly [signal: NodeJS.Signals, after: number])[] = [
  ['SIGINT', 0],
  ['SIGTERM', 250],
  ['SIGKILL', 600],
]

function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  const splitter = new LineSplitter(onLine)
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      splitter.push(decoder.write(chunk))
    })
    stream.once('close', () => {
      splitter.push(decoder.end())
      splitter.end()
      resolve()
    })
  })
}

function escalate(pid: number | undefined, signal: AbortSignal): { stop(): void } {
  const timers: NodeJS.Timeout[] = []
  const begin = (): void => {
    for (const [name, after] of ESCALATION) {
      if (after === 0) signalGroup(pid, name)
      else
        timers.push(
          setTimeout(() => {
            signalGroup(pid, name)
          }, after),
        )
    }
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    stop: () => {
      signal.removeEventListener('abort', begin)
      for (const timer of timers) clearTimeout(timer)
      // The group outlives its leader when a child ignored the first signals.
      if (signal.aborted) signalGroup(pid, 'SIGKILL')
    },
  }
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // The group has ended by itself.
  }
}

/** In small steps: a machine that stood still for as long must not take the time from what is there to be read. */
async function delay(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP) {
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(left, STEP)).unref()
    })
  }
}
