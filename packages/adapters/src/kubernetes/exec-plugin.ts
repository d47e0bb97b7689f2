import { isAbsolute } from 'node:path'
import { ActionError, type Clock } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'
import { parseJsonObject } from '../json/object.ts'
import { findExecutable } from '../process/executable.ts'
import { runProgram } from '../process/program.ts'
import type { ExecPlugin } from './kubeconfig-user.ts'

/** Milliseconds for a plugin: most ask a cloud for a token. */
const DEADLINE = 60_000
/** A credential with its certificates has a few kilobytes. */
const MAX_OUTPUT = 256 * 1024
/** What actions read their inputs from: tokens of others are no business of a plugin. */
const HIDDEN = 'INPUT_'

/** What a plugin answered. */
export interface PluginCredential {
  readonly token: string | undefined
  readonly certificate: { readonly certificate: string; readonly key: string } | undefined
  /** Milliseconds since 1970; undefined: it serves until it is refused. */
  readonly expiresAt: number | undefined
}

export interface PluginRun {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  /** Told to plugins that want to know: the server, and the authority as PEM text. */
  readonly cluster: { readonly server: string; readonly authority: string | undefined }
  readonly deadline?: number
}

/**
 * Runs the plugin of a kubeconfig by its name and arguments, never by a shell, and reads the credential that it prints.
 * @throws ActionError `exec-plugin-failed` without anything of what it printed on standard output; `cancelled`
 */
export async function runExecPlugin(plugin: ExecPlugin, run: PluginRun): Promise<PluginCredential> {
  const program = await findProgram(plugin, run.env)
  const overdue = new AbortController()
  const deadline = run.clock.timer(run.deadline ?? DEADLINE)
  void deadline.done.then(() => {
    overdue.abort()
  })
  const signals = [overdue.signal, ...(run.signal === undefined ? [] : [run.signal])]
  const output: Buffer[] = []
  let size = 0
  try {
    const { exitCode, tail } = await runProgram({
      program,
      args: plugin.args,
      env: environmentFor(plugin, run),
      onOutput: (data) => {
        size += data.length
        if (size <= MAX_OUTPUT) output.push(data)
      },
      signal: AbortSignal.any(signals),
    })
    if (exitCode !== 0) {
      const said = tail.slice(-3).join(' ').slice(0, 500)
      throw failed(plugin, `ended with exit code ${exitCode}${said === '' ? '' : `: ${said}`}`)
    }
  } catch (cause) {
    if (overdue.signal.aborted) throw failed(plugin, 'did not answer in time', cause, 'transient')
    if (cause instanceof ActionError && cause.code === 'engine-unavailable') {
      throw failed(plugin, 'cannot be started', cause)
    }
    throw cause
  } finally {
    deadline.cancel()
  }
  if (size > MAX_OUTPUT) throw failed(plugin, `printed more than ${MAX_OUTPUT} bytes`)
  return readCredential(plugin, Buffer.concat(output).toString('utf8'))
}

async function findProgram(plugin: ExecPlugin, env: PluginRun['env']): Promise<string> {
  const { command, installHint } = plugin
  if (isAbsolute(command)) return command
  if (command.includes('/') || command.includes('\\')) {
    throw failed(plugin, 'is a relative path: give an absolute one, or a program on PATH')
  }
  const program = await findExecutable(command, env)
  if (program !== undefined) return program
  const hint = installHint === undefined ? '' : ` Its author says: ${installHint.slice(0, 300)}`
  throw failed(plugin, `is not on PATH: install it in an earlier step.${hint}`)
}

function environmentFor(plugin: ExecPlugin, { env, cluster }: PluginRun): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith(HIDDEN),
  )
  const { server, authority } = cluster
  const told = {
    server,
    ...(authority === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
  }
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster: told } : {}) },
  }
  return { ...Object.fromEntries(kept), ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
}

/** https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-ExecCredential */
function readCredential(plugin: ExecPlugin, text: string): PluginCredential {
  const answer = parseJsonObject(text)
  if (textAt(answer, 'kind') !== 'ExecCredential') throw failed(plugin, 'did not print an ExecCredential')
  const version = textAt(answer, 'apiVersion')
  if (version !== plugin.apiVersion) {
    throw failed(plugin, `printed an ExecCredential of another version than ${plugin.apiVersion}`)
  }
  const status = objectAt(answer, 'status')
  const token = textAt(status, 'token')
  const certificate = textAt(status, 'clientCertificateData')
  const key = textAt(status, 'clientKeyData')
  if ((certificate === undefined) !== (key === undefined)) {
    throw failed(plugin, 'printed a certificate without its key, or a key without its certificate')
  }
  if (token === undefined && certificate === undefined) {
    throw failed(plugin, 'printed neither a token nor a certificate')
  }
  const expires = Date.parse(textAt(status, 'expirationTimestamp') ?? '')
  return {
    token,
    certificate: certificate === undefined || key === undefined ? undefined : { certificate, key },
    expiresAt: Number.isNaN(expires) ? undefined : expires,
  }
}

function failed(
  { command }: ExecPlugin,
  what: string,
  cause?: unknown,
  kind: 'user' | 'transient' = 'user',
): ActionError {
  return new ActionError('exec-plugin-failed', `The exec plugin "${command}" of the kubeconfig ${what}.`, {
    cause,
    kind,
  })
}
