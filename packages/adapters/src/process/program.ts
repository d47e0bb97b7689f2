import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { ActionError } from '@gitops-actions/core'

/** One run of a program. */
export interface ProgramCommand {
  /** Absolute path. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  /** The directory it runs in; default: that of this process. */
  readonly cwd?: string
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
/** Milliseconds from asking a program to end to ending it: a cancelled run has less than a second for all that is left to do. */
const KILL_AFTER = 300
/** Milliseconds for what a program left running to let go of its output. */
const DRAIN_LIMIT = 2000
/** As shells have it, for a program that a signal ended. */
const ENDED_BY_SIGNAL = 137

/**
 * Runs a program with an argument array, its streams read here and nowhere inherited. It gets a process group of its own: what it
 * starts ends with it when the run is cancelled.
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
  const child = spawn(command.program, [...command.args], {
    env: command.env,
    cwd: command.cwd,
    detached: true,
    stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdout?.on('data', (data: Buffer) => {
    if (command.onOutput !== undefined) {
      command.onOutput(data)
      return
    }
    if (stdout.length < MAX_STDOUT) stdout += data.toString('utf8')
    out.push(data)
  })
  child.stderr?.on('data', err.push)
  // A child that ends before it has read its input closes the pipe: its exit code tells the story.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(command.input)
  const exitCode = await endOf(child, command)
  out.end()
  err.end()
  return { exitCode, stdout, tail }
}

/** The exit code; a cancelled run ends the whole group first. */
async function endOf(child: ChildProcess, { program, signal }: ProgramCommand): Promise<number> {
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new ActionError('engine-unavailable', `${program} cannot be started.`, { cause }))
    })
    child.once('exit', (code) => {
      const done = (): void => {
        clearTimeout(limit)
        resolve(code ?? ENDED_BY_SIGNAL)
      }
      const limit = setTimeout(done, DRAIN_LIMIT)
      child.once('close', done)
    })
  })
  const killNow = (): void => {
    signalGroup(child, 'SIGKILL')
  }
  let killing: NodeJS.Timeout | undefined
  const cancel = (): void => {
    signalGroup(child, 'SIGTERM')
    killing = setTimeout(killNow, KILL_AFTER)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  process.once('exit', killNow)
  try {
    const exitCode = await ended
    if (signal?.aborted !== true) return exitCode
    // The program is gone; what it had started may not be.
    killNow()
    throw new ActionError('cancelled', 'The run was cancelled.', { cause: signal.reason, kind: 'transient' })
  } finally {
    clearTimeout(killing)
    process.off('exit', killNow)
    signal?.removeEventListener('abort', cancel)
  }
}

/** https://man7.org/linux/man-pages/man2/kill.2.html: a negative id is the group. */
function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // The group is empty already.
  }
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
