import { spawn } from 'node:child_process'

export interface GitResult {
  code: number
  stdout: Buffer
  stderr: string
}

export interface GitOptions {
  cwd: string
  input?: Buffer | string
  env?: Record<string, string>
  /** Exit codes that are an answer rather than a failure. Default: 0 alone. */
  accept?: readonly number[]
}

/** A git child that ended with an exit code nobody expected. */
export class GitCommandError extends Error {
  readonly code: number
  readonly stderr: string

  constructor(args: readonly string[], code: number, stderr: string) {
    super(`git ${args.join(' ')} ended with ${code}: ${stderr.trim()}`)
    this.name = 'GitCommandError'
    this.code = code
    this.stderr = stderr
  }
}

/**
 * Runs git with an argument array in an environment that no configuration of the machine reaches.
 * @throws GitCommandError for an exit code that is not in `accept`.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const result = await collect(args, options)
  if (!(options.accept ?? [0]).includes(result.code))
    throw new GitCommandError(args, result.code, result.stderr)
  return result
}

/** As `runGit`, returning standard output as text without its final line break. */
export async function readGit(args: readonly string[], options: GitOptions): Promise<string> {
  const { stdout } = await runGit(args, options)
  return stdout.toString('utf8').replace(/\n$/, '')
}

/** The environment every git child of the sandbox runs in. */
export function hermeticEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  }
}

function collect(args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], {
      cwd: options.cwd,
      env: hermeticEnvironment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8')
    })
    // A child that ends before it has read its input closes the pipe: the exit code tells the story.
    child.stdin.on('error', () => undefined)
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code: code ?? 128, stdout: Buffer.concat(output), stderr })
    })
    child.stdin.end(options.input)
  })
}
