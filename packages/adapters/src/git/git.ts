import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { ActionError } from '@gitops-actions/core'

import { trustedCertificates } from '../http/certificates.ts'
import { findExecutable } from '../process/executable.ts'
import { makePrivateDirectory, type PrivateDirectory } from '../process/private-directory.ts'
import { runProgram } from '../process/program.ts'
import { gitEnvironment } from './environment.ts'
import type { GitRemote } from './remote.ts'

/** How a remote is reached, and as whom. */
export interface GitOptions {
  readonly remote: GitRemote
  /** Password or token over https; empty for none. */
  readonly token: string
  readonly username: string
  /** Private key over ssh. */
  readonly sshKey: string
  /** Lines of known_hosts. */
  readonly sshKnownHosts: string
  /** Private SSH key that signs commits; empty: they are not signed. */
  readonly signingKey: string
  /** PEM text. */
  readonly caCert: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export interface GitAnswer {
  readonly exitCode: number
  readonly stdout: Buffer
  /** The last lines of what it said. */
  readonly said: readonly string[]
}

export interface GitCall {
  readonly input?: string | Buffer
  readonly variables?: Readonly<Record<string, string>>
}

/** A bare repository of this run alone, and git in it. */
export interface Git {
  readonly remote: GitRemote
  /** Only this user reads it; gone when the run ends. */
  readonly directory: string
  readonly signs: boolean
  readonly signal: AbortSignal
  /** Runs git and answers however it ended. */
  run(args: readonly string[], call?: GitCall): Promise<GitAnswer>
  close(): Promise<void>
}

/** Bytes of one answer: trees of some million files. */
const MAX_OUTPUT = 512 * 1024 * 1024

/** @throws ActionError `git-unavailable` */
export async function openGit(options: GitOptions): Promise<Git> {
  const program = await findExecutable('git', options.env)
  if (program === undefined) {
    throw new ActionError(
      'git-unavailable',
      'There is no git on PATH: install it on the runner (2.31 or newer), or use the API with "transport: api".',
    )
  }
  const home = await makePrivateDirectory(options.env, 'bump-image-tag')
  try {
    const env = await prepare(options, home)
    const repository = join(home.path, 'repository.git')
    const run = (args: readonly string[], call: GitCall = {}): Promise<GitAnswer> =>
      runGit(program, ['-C', repository, ...args], { ...env, ...call.variables }, call.input, options.signal)
    await mkdir(repository, { mode: 0o700 })
    const made = await run(['init', '--quiet', '--bare', '.'])
    if (made.exitCode !== 0) {
      throw new ActionError('git-unavailable', `git cannot make a repository: ${made.said.join(' ')}`)
    }
    return {
      remote: options.remote,
      directory: home.path,
      signs: options.signingKey !== '',
      signal: options.signal,
      run,
      close: () => home.remove(),
    }
  } catch (error) {
    await home.remove()
    throw error
  }
}

async function runGit(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  input: string | Buffer | undefined,
  signal: AbortSignal,
): Promise<GitAnswer> {
  const chunks: Buffer[] = []
  let size = 0
  const exit = await runProgram({
    program,
    args,
    env,
    signal,
    onOutput: (data) => {
      size += data.length
      if (size <= MAX_OUTPUT) chunks.push(data)
    },
    // Without an end of input a command that reads it would wait for ever.
    input: input ?? '',
  })
  if (size > MAX_OUTPUT) {
    throw new ActionError(
      'too-many-files',
      'The environment repository is larger than can be read: name the files with "files".',
    )
  }
  return { exitCode: exit.exitCode, stdout: Buffer.concat(chunks), said: exit.tail }
}

/** Writes the key files, and makes the environment that names them. */
async function prepare(options: GitOptions, home: PrivateDirectory): Promise<Record<string, string>> {
  const { remote, token, username, caCert, env } = options
  const settings: [string, string][] = [['remote.origin.url', remote.url]]
  const variables: Record<string, string> = {}
  if (remote.kind === 'http') {
    if (token !== '') {
      const basic = Buffer.from(`${username}:${token}`).toString('base64')
      settings.push([`http.${remote.origin}/.extraHeader`, `Authorization: Basic ${basic}`])
    }
    // What git is given takes the place of what the machine trusts, so that goes along.
    if (caCert !== undefined || (env.NODE_EXTRA_CA_CERTS ?? '') !== '') {
      const bundle = trustedCertificates(caCert === undefined ? [] : [caCert], env).join('\n')
      settings.push(['http.sslCAInfo', await writePrivate(home, 'ca.pem', `${bundle}\n`)])
    }
  } else {
    variables.GIT_SSH_COMMAND = await sshCommand(options, home)
    variables.GIT_SSH_VARIANT = 'ssh'
  }
  if (options.signingKey !== '') {
    const key = await writePrivate(home, 'signing-key', withFinalBreak(options.signingKey))
    settings.push(['gpg.format', 'ssh'], ['user.signingKey', key])
    const signers = await writePrivate(home, 'allowed-signers', `* ${await publicKey(key, options)}\n`)
    settings.push(['gpg.ssh.allowedSignersFile', signers])
  }
  const plain = remote.kind === 'http' && remote.url.startsWith('http:')
  return gitEnvironment(env, {
    home: home.path,
    settings,
    protocols: remote.kind === 'ssh' ? 'ssh' : plain ? 'http' : 'https',
    variables,
  })
}

/**
 * The one variable that git gives to a shell: it is made of fixed words and of paths below our own directory, which
 * is refused when a shell would read anything into its name.
 */
async function sshCommand(
  { sshKey, sshKnownHosts, env }: GitOptions,
  home: PrivateDirectory,
): Promise<string> {
  if ((await findExecutable('ssh', env)) === undefined) {
    throw new ActionError(
      'git-unavailable',
      'There is no ssh on PATH, by which git reaches "git-url": install OpenSSH on the runner, or give an https address.',
    )
  }
  if (!/^[\w./-]+$/.test(home.path)) {
    throw new ActionError(
      'git-unavailable',
      `The temporary directory ${JSON.stringify(home.path)} has characters in its name that ssh cannot be given: set RUNNER_TEMP to another.`,
    )
  }
  const key = await writePrivate(home, 'ssh-key', withFinalBreak(sshKey))
  const hosts = await writePrivate(home, 'known-hosts', withFinalBreak(sshKnownHosts))
  const settings = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${hosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'ForwardAgent=no',
    'ConnectTimeout=20',
  ]
  return ['ssh', '-F', '/dev/null', '-i', key, ...settings.flatMap((setting) => ['-o', setting])].join(' ')
}

/** @throws ActionError `invalid-signing-key` */
async function publicKey(file: string, { env, signal }: GitOptions): Promise<string> {
  const program = await findExecutable('ssh-keygen', env)
  if (program === undefined) {
    throw new ActionError(
      'git-unavailable',
      'There is no ssh-keygen on PATH, by which git signs: install OpenSSH on the runner.',
    )
  }
  const exit = await runProgram({
    program,
    args: ['-y', '-P', '', '-f', file],
    env: { PATH: env.PATH ?? '', LC_ALL: 'C' },
    signal,
    input: '',
  })
  if (exit.exitCode === 0) return exit.stdout.trim()
  throw new ActionError(
    'invalid-signing-key',
    'The input "signing-key" is not a private SSH key without a passphrase: give the text of such a key, made by "ssh-keygen -t ed25519".',
  )
}

async function writePrivate({ path }: PrivateDirectory, name: string, text: string): Promise<string> {
  const file = join(path, name)
  await writeFile(file, text, { mode: 0o600 })
  await chmod(file, 0o600)
  return file
}

/** Keys lose their last line break on the way through a secret, and ssh insists on it. */
function withFinalBreak(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`
}
