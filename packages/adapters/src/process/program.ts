import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { StringDecoder } from 'node:string_decoder'
import { exec } from '@actions/exec'
import { ActionError } from '@gitops-actions/core'

/** One run of a program. */
export interface ProgramCommand {
  /** Absolute path. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  /** Given on stdin: where passwords go. */
  readonly input?: string | Buffer
  /** Takes standard output as it comes, whole, instead of `stdout` and `onLine`. */
  readonly onOutput?: (data: Buffer) => void
  /** Called with every line of both streams, as it comes. */
  readonly onLine?: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

export interface ProgramExit {
  readonly exitCode: number
  readonly stdout: string
  /** The last lines of both streams, in the order they came. */
  readonly tail: readonly string[]
}

const MAX_STDOUT = 1024 * 1024
const MAX_LINE = 4096
const TAIL_LINES = 40
/** Milliseconds from asking a program to end to ending it. */
const KILL_AFTER = 300

/**
 * Runs a program with an argument array, its streams read here and nowhere inherited.
 * @throws ActionError `cancelled`; `engine-unavailable` when it cannot be started
 */
export async function runProgram(command: ProgramCommand): Promise<ProgramExit> {
  command.signal?.throwIfAborted()
  const tail: string[] = []
  const keep = (line: string): void => {
    tail.push(line)
    if (tail.length > TAIL_LINES) tail.shift()
    command.onLine?.(line)
  }
  const [out, err] = [lineReader(keep), lineReader(keep)]
  let stdout = ''
  const start = (): Promise<number> =>
    execute(command, {
      stdout: (data) => {
        if (command.onOutput !== undefined) {
          command.onOutput(data)
          return
        }
        if (stdout.length < MAX_STDOUT) stdout += data.toString('utf8')
        out.push(data)
      },
      stderr: (data) => {
        err.push(data)
      },
    })
  const exitCode =
    command.signal === undefined ? await start() : await endingWith(command.signal, command, start)
  out.end()
  err.end()
  return { exitCode, stdout, tail }
}

async function execute(
  command: ProgramCommand,
  listeners: { stdout: (data: Buffer) => void; stderr: (data: Buffer) => void },
): Promise<number> {
  try {
    return await exec(quoted(command.program), [...command.args], {
      env: command.env,
      silent: true,
      ignoreReturnCode: true,
      listeners,
      ...(command.input === undefined ? {} : { input: Buffer.from(command.input) }),
    })
  } catch (cause) {
    throw new ActionError('engine-unavailable', `${command.program} cannot be started.`, { cause })
  }
}

/**
 * Ends the child when the run is cancelled. `@actions/exec` does not hand out its child; Node announces every child
 * on this channel: https://nodejs.org/api/diagnostics_channel.html#process
 */
async function endingWith(
  signal: AbortSignal,
  { program }: ProgramCommand,
  start: () => Promise<number>,
): Promise<number> {
  const children: ChildProcess[] = []
  const note = (message: unknown): void => {
    if (!isAnnouncement(message)) return
    const child = message.process
    children.push(child)
    // A child that ends before it has read its input closes the pipe: its exit code tells the story.
    child.once('spawn', () => child.stdin?.on('error', () => undefined))
  }
  let cancel = (): void => undefined
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => {
      for (const child of children.filter(({ spawnfile }) => spawnfile === program)) endChild(child)
      reject(
        new ActionError('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' }),
      )
    }
  })
  subscribe('child_process', note)
  signal.addEventListener('abort', cancel, { once: true })
  const running = start()
  try {
    return await Promise.race([running, cancelled])
  } finally {
    unsubscribe('child_process', note)
    signal.removeEventListener('abort', cancel)
    running.catch(() => undefined)
  }
}

function endChild(child: ChildProcess): void {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER).unref()
}

function isAnnouncement(message: unknown): message is { process: ChildProcess } {
  return typeof message === 'object' && message !== null && 'process' in message
}

/** `@actions/exec` reads its first argument as a command line, in which only double quotes are escaped. */
function quoted(program: string): string {
  return `"${program.replaceAll('"', '\\"')}"`
}

/** Cuts a stream into lines; progress bars that rewrite a line count as one line each, very long ones are cut. */
function lineReader(onLine: (line: string) => void): { push: (data: Buffer) => void; end: () => void } {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const emit = (line: string): void => {
    if (line.trim() !== '') onLine(line.slice(0, MAX_LINE))
  }
  return {
    push(data) {
      const lines = (rest + decoder.write(data)).split(/\r\n|\n|\r/)
      rest = (lines.pop() ?? '').slice(0, MAX_LINE)
      lines.forEach(emit)
    },
    end() {
      emit(rest + decoder.end())
    },
  }
}
