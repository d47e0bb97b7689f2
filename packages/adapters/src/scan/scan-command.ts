import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, delimiter, join, resolve } from 'node:path'
import { ActionError, type Log, messageOf } from '@gitops-actions/core'
import { copyDockerConfig } from '../builders/login-file.ts'
import { isJsonObject, parseJsonObject } from '../json/object.ts'
import { findExecutable, searchPath } from '../process/executable.ts'
import { type ProgramCommand, type ProgramExit, runProgram } from '../process/program.ts'
import { HUB_CONFIG_KEY } from '../registry/endpoint.ts'
import type { RegistryCredential } from '../registry/login.ts'

export interface ScanOptions {
  /** Program and arguments; `{image}` in one stands for the image. */
  readonly command: readonly string[]
  readonly workspace: string
  readonly credentials: readonly RegistryCredential[]
  /** Private to this run: logins for the scanner are kept there. */
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Pick<Log, 'info'>
  readonly signal?: AbortSignal
}

const PLACEHOLDER = '{image}'
/** https://github.com/sigstore/cosign/blob/main/cmd/cosign/errors/exit_codes.go */
const COSIGN: ReadonlyMap<number, string> = new Map([
  [10, 'it has no signature: sign it in a step before, or look for one only where it is signed'],
  [11, 'the registry has no such image: this is not the image that was pushed'],
  [12, 'it is signed, and by nobody whom the command accepts: check its key, or its identity and issuer'],
  [13, 'its signature has no certificate: it was made with a key, so give "--key"'],
])

/** Looks at a pushed image, `name@digest`; throws ActionError `scan-refused`, `scan-unavailable`. */
export type Scan = (reference: string) => Promise<void>

/**
 * Finds a command to run on pushed images, before anything is built. The command finds the image in `{image}` and in the variable
 * `IMAGE_REF`. It has the variables of the step but the inputs, and docker's configuration with the logins of this run; when it ends
 * with anything but 0, it refuses.
 * @throws ActionError `scan-unavailable`
 */
export async function prepareScan(options: ScanOptions): Promise<Scan> {
  const program = await findProgram(options.command[0] ?? '', options)
  return (reference) => scanImage(program, reference, options)
}

async function scanImage(program: string, reference: string, options: ScanOptions): Promise<void> {
  const [name = '', ...args] = options.command
  const config = options.credentials.length === 0 ? {} : { DOCKER_CONFIG: await writeLogins(options) }
  const { exitCode, tail } = await runScan({
    program,
    args: args.map((arg) => arg.replaceAll(PLACEHOLDER, reference)),
    env: { ...scanEnvironment(options.env), ...config, IMAGE_REF: reference },
    onLine: (line) => {
      options.log.info(line)
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  if (exitCode === 0) return
  const said = tail.slice(-3).join(' | ').slice(0, 500)
  const known = basename(program).startsWith('cosign') ? COSIGN.get(exitCode) : undefined
  const last = [known, said].filter((text) => text !== undefined && text !== '').join('; ')
  throw new ActionError(
    'scan-refused',
    `"${name}" ended with ${exitCode} for ${reference}, so that the image got no tags${last === '' ? '' : `: ${last}`}. Its output is above; correct the image, or what input "scan" asks of it.`,
  )
}

/** @throws ActionError `scan-unavailable` */
async function runScan(command: ProgramCommand): Promise<ProgramExit> {
  try {
    return await runProgram(command)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'engine-unavailable') throw error
    throw notStarted(command.program, error.cause)
  }
}

function notStarted(program: string, cause: unknown): ActionError {
  return new ActionError(
    'scan-unavailable',
    `Input "scan" names "${program}", which cannot be started (${messageOf(cause)}). Is it in the workspace, and executable ("git update-index --chmod=+x")?`,
    { cause },
  )
}

async function findProgram(name: string, { env, workspace }: ScanOptions): Promise<string> {
  if (name.includes('/')) {
    const path = resolve(workspace, name)
    await access(path, constants.X_OK).catch((cause: unknown) => {
      throw notStarted(path, cause)
    })
    return path
  }
  const program = await findExecutable(name, env)
  if (program !== undefined) return program
  throw new ActionError(
    'scan-unavailable',
    `Input "scan" names "${name}", which is not on the PATH of this machine: install it in a step before, or give the path of a script such as "./scripts/scan".`,
  )
}

/** Inputs hold other secrets, which are none of a scanner's business. */
function scanEnvironment(env: ScanOptions['env']): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(?:INPUT|STATE)_/.test(entry[0]),
  )
  return { ...Object.fromEntries(passed), PATH: searchPath(env).join(delimiter) }
}

async function writeLogins({ directory, env, credentials }: ScanOptions): Promise<string> {
  const folder = join(directory, 'scan')
  const path = join(folder, 'config.json')
  if ((await mkdir(folder, { mode: 0o700, recursive: true })) === undefined) return folder
  await copyDockerConfig(
    folder,
    env,
    credentials.map(({ registry }) => registry),
  )
  const config = parseJsonObject(await readFile(path, 'utf8')) ?? {}
  const known = isJsonObject(config.auths) ? Object.entries(config.auths) : []
  const own = credentials.map(({ registry, username, password }): [string, unknown] => [
    registry === 'docker.io' ? HUB_CONFIG_KEY : registry,
    { auth: Buffer.from(`${username}:${password}`).toString('base64') },
  ])
  const auths: Record<string, unknown> = Object.fromEntries([...known, ...own])
  await writeFile(path, JSON.stringify({ ...config, auths }), { mode: 0o600 })
  return folder
}
