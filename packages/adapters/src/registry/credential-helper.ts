import { type ExecFileException, execFile } from 'node:child_process'
import { parseJsonObject } from '../json/object.ts'

/** What a credential helper answered. */
export type HelperAnswer =
  | { readonly kind: 'found'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  /** A sentence without secrets: only what went wrong. */
  | { readonly kind: 'failed'; readonly reason: string }

const LIMIT = 10_000
const MAX_OUTPUT = 64 * 1024
/** https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go */
const NOT_FOUND = 'credentials not found in native keychain'

/**
 * Asks `docker-credential-<name> get` for the login of a server: its name goes in on stdin, JSON comes out. At most
 * `limit` milliseconds. Run by `node:child_process` because a helper that waits for a key ring to be unlocked has
 * to be ended, which `@actions/exec` cannot do.
 * https://github.com/docker/docker-credential-helpers#development
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  options: { env: Readonly<Record<string, string | undefined>>; limit?: number },
): Promise<HelperAnswer> {
  const program = `docker-credential-${name}`
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    return { kind: 'failed', reason: `"${name}" is not the name of a credential helper` }
  const limit = options.limit ?? LIMIT
  const { error, stdout } = await run(program, server, withoutInputs(options.env), limit)
  if (error === null) return readAnswer(program, stdout)
  if (stdout.trim() === NOT_FOUND) return { kind: 'none' }
  if (error.code === 'ENOENT') return { kind: 'failed', reason: `${program} is not on this machine` }
  if (error.killed === true)
    return { kind: 'failed', reason: `${program} did not answer within ${limit / 1000} s` }
  return { kind: 'failed', reason: `${program} ended with ${describeExit(error)}` }
}

interface Ended {
  readonly error: ExecFileException | null
  readonly stdout: string
}

function run(program: string, input: string, env: NodeJS.ProcessEnv, limit: number): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      env,
      timeout: limit,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
      windowsHide: true,
    } as const
    const child = execFile(program, ['get'], options, (error, stdout) => {
      resolve({ error, stdout })
    })
    // A helper may end without reading its input.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** The helper's own words are not shown: they may quote what it read. */
function readAnswer(program: string, stdout: string): HelperAnswer {
  const answer = parseJsonObject(stdout)
  if (answer === undefined) return { kind: 'failed', reason: `${program} did not answer with JSON` }
  const { Username: username, Secret: secret } = answer
  if (typeof username !== 'string' || typeof secret !== 'string')
    return { kind: 'failed', reason: `${program} answered without Username and Secret` }
  return secret === '' ? { kind: 'none' } : { kind: 'found', username, secret }
}

function describeExit(error: ExecFileException): string {
  if (typeof error.code === 'number') return `exit code ${error.code}`
  return error.code ?? error.signal ?? 'an error'
}

/** The action's inputs hold other secrets, which are none of the helper's business. */
function withoutInputs(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')))
}
