import { delimiter } from 'node:path'
import { ActionError } from '@gitops-actions/core'
import { findExecutable, searchPath } from '../process/executable.ts'
import { runProgram } from '../process/program.ts'
import type { RegistryCredential } from './login.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A registry of Amazon, and the region that its passwords come from. */
export interface EcrRegistry {
  readonly command: 'ecr' | 'ecr-public'
  readonly region: string
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const PRIVATE =
  /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|[a-z0-9.-]+\.(?:gov|cloud))$/
const PUBLIC = 'public.ecr.aws'
/** Identifiers of access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,}$/
/** Milliseconds. */
const LIMIT = 30_000
const ALLOWED =
  /^(?:AWS_.*|HOME|TMPDIR|LANG|LC_.*|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE)$/i

/** Undefined for a registry of somebody else. */
export function ecrRegistry(registry: string): EcrRegistry | undefined {
  if (registry === PUBLIC) return { command: 'ecr-public', region: 'us-east-1' }
  const region = PRIVATE.exec(registry)?.[1]
  return region === undefined ? undefined : { command: 'ecr', region }
}

/** Whether a login is that of AWS itself, which its registry does not know. */
export function isAccessKey({ username }: Pick<RegistryCredential, 'username'>): boolean {
  return ACCESS_KEY.test(username)
}

/**
 * The password of a registry of Amazon, by its command line tool; undefined when that is not on this machine.
 * @param key an access key, when the one of the environment is not meant
 * @throws ActionError `login-failed`
 */
export async function ecrLogin(
  registry: string,
  { command, region }: EcrRegistry,
  options: {
    readonly env: Environment
    readonly key?: RegistryCredential | undefined
    readonly signal?: AbortSignal
  },
): Promise<RegistryCredential | undefined> {
  const { env, key } = options
  const program = await findExecutable('aws', env)
  if (program === undefined) {
    if (key === undefined) return undefined
    throw new ActionError(
      'login-failed',
      `The login for ${registry} is an access key of AWS, and the tool "aws", which gets a password for it, is not on this machine. Install it, or give "AWS" and the password that aws-actions/amazon-ecr-login gets.`,
    )
  }
  const limit = AbortSignal.timeout(LIMIT)
  const { exitCode, stdout, tail } = await runProgram({
    program,
    args: [command, 'get-login-password', '--region', region],
    env: awsEnvironment(env, key),
    signal: options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]),
  })
  const password = stdout.trim()
  if (exitCode === 0 && password !== '') return { registry, username: 'AWS', password }
  const said = exitCode === 0 ? 'no password came' : (tail.at(-1) ?? `exit code ${exitCode}`)
  throw new ActionError(
    'login-failed',
    `"aws ${command} get-login-password --region ${region}" did not give a password for ${registry}: ${said.slice(0, 300)}. Configure AWS before (aws-actions/configure-aws-credentials), or give "username" and "password".`,
  )
}

function awsEnvironment(env: Environment, key: RegistryCredential | undefined): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && ALLOWED.test(entry[0]),
  )
  const own =
    key === undefined ? {} : { AWS_ACCESS_KEY_ID: key.username, AWS_SECRET_ACCESS_KEY: key.password }
  const all: Record<string, string> = {
    ...Object.fromEntries(passed),
    ...own,
    PATH: searchPath(env).join(delimiter),
  }
  // The session of another identity does not go with a key of its own.
  if (key !== undefined) delete all.AWS_SESSION_TOKEN
  return all
}
