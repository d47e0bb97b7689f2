import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActionError } from '@gitops-actions/core'
import { findExecutable } from '../process/executable.ts'
import type { PrivateDirectory } from '../process/private-directory.ts'
import { type ProgramExit, runProgram } from '../process/program.ts'
import { writePrivate } from './private-file.ts'
import { quote } from './refusal.ts'

export interface SignerOptions {
  /** Text of a private SSH key without a passphrase. */
  readonly signingKey: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** Signs commits with an SSH key: https://git-scm.com/docs/gitformat-signature */
export interface Signer {
  /** The armoured signature. @throws ActionError `not-signed` */
  sign(payload: Buffer): Promise<string>
  /** Whether the signature is good by the same key: what a host makes of it depends on who it knows. */
  verify(payload: Buffer, signature: string): Promise<boolean>
}

const PURPOSE = 'git'
const WHO = 'gitops-actions'

/** @throws ActionError `invalid-signing-key`, `git-unavailable` */
export async function openSigner(options: SignerOptions, home: PrivateDirectory): Promise<Signer> {
  const { env, signal } = options
  const program = await findExecutable('ssh-keygen', env)
  if (program === undefined) {
    throw new ActionError(
      'git-unavailable',
      'There is no ssh-keygen on PATH, by which commits are signed: install OpenSSH on the runner.',
    )
  }
  const run = (args: readonly string[], input: Buffer | string): Promise<ProgramExit> =>
    runProgram({ program, args, env: { PATH: env.PATH ?? '', LC_ALL: 'C' }, signal, input })
  const key = await writePrivate(home, 'signing-key', options.signingKey)
  const known = await run(['-y', '-P', '', '-f', key], '')
  if (known.exitCode !== 0) {
    throw new ActionError(
      'invalid-signing-key',
      'The input "signing-key" is not a private SSH key without a passphrase: give the text of such a key, made by "ssh-keygen -t ed25519".',
    )
  }
  const signers = await writePrivate(home, 'allowed-signers', `${WHO} ${known.stdout.trim()}`)
  return {
    async sign(payload) {
      const done = await run(['-Y', 'sign', '-n', PURPOSE, '-f', key], payload)
      if (done.exitCode === 0 && done.stdout.includes('BEGIN SSH SIGNATURE')) return done.stdout.trim()
      throw new ActionError(
        'not-signed',
        `The commit could not be signed${quote(done.tail)}: give "signing-key" a private SSH key without a passphrase.`,
      )
    },
    async verify(payload, signature) {
      const file = join(home.path, 'signature')
      await writeFile(file, `${signature}\n`, { mode: 0o600 })
      const args = ['-Y', 'verify', '-f', signers, '-I', WHO, '-n', PURPOSE, '-s', file]
      return (await run(args, payload)).exitCode === 0
    },
  }
}
