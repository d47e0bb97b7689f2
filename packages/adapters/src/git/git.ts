import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { ActionError } from '@gitops-actions/core'

import { trustedCertificates } from '../http/certificates.ts'
import type { HttpClient } from '../http/contract.ts'
import { findExecutable } from '../process/executable.ts'
import type { PrivateDirectory } from '../process/private-directory.ts'
import { runProgram } from '../process/program.ts'
import { gitEnvironment } from './environment.ts'
import { writePrivate } from './private-file.ts'
import type { GitRemote } from './remote.ts'

/** How a remote is reached, and as whom. */
export interface GitOptions {
  readonly remote: GitRemote
  /** The way to a remote that speaks http. */
  readonly http: HttpClient
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
}

/** A bare repository of this run alone, and git in it. */
export interface Git {
  readonly remote: GitRemote
  /** Runs git and answers however it ended. */
  run(args: readonly string[], call?: GitCall): Promise<GitAnswer>
}

/** Bytes of one answer: trees of some million files. */
const MAX_OUTPUT = 512 * 1024 * 1024

/**
 * Opens the git of the machine in a directory of our own.
 * @param why for errors, what it is needed for
 * @throws ActionError `git-unavailable`
 */
export async function openGit(
  options: GitOptions,
  home: PrivateDirectory,
  why = 'ssh is spoken by it',
): Promise<Git> {
  const program = await findExecutable('git', options.env)
  if (program === undefined) {
    throw new ActionError(
      'git-unavailable',
      `There is no git on PATH, and ${options.remote.host} cannot be reached without it, for ${why}: install it on the runner (2.31 or newer).`,
    )
  }
  const env = await prepare(options, home)
  const repository = join(home.path, 'repository.git')
  const run = (args: readonly string[], call: GitCall = {}): Promise<GitAnswer> =>
    runGit(program, ['-C', repository, ...args], env, call.input, options.signal)
  await mkdir(repository, { mode: 0o700 })
  const made = await run(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '.'])
  if (made.exitCode !== 0) {
    throw new ActionError('git-unavailable', `git cannot make a repository: ${made.said.join(' ')}`)
  }
  return { remote: options.remote, run }
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
      settings.push(['http.sslCAInfo', await writePrivate(home, 'ca.pem', bundle)])
    }
  } else {
    variables.GIT_SSH_COMMAND = await sshCommand(options, home)
    variables.GIT_SSH_VARIANT = 'ssh'
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
  const key = await writePrivate(home, 'ssh-key', sshKey)
  const hosts = await writePrivate(home, 'known-hosts', sshKnownHosts)
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
