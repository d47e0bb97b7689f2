import { join } from 'node:path'
import { arch, platform } from 'node:process'
import { runProcess } from './child-process.ts'
import { CommandChannel } from './command-channel.ts'
import { githubVariables } from './contexts.ts'
import { StepFailure } from './error.ts'
import { CommandFiles } from './file-commands.ts'
import type { JobState, StepExecution } from './job-state.ts'
import { TRACKING_VARIABLE } from './orphans.ts'

export interface StepProcess {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** INPUT_* and STATE_* of an action. */
  readonly variables?: Readonly<Record<string, string>>
}

/**
 * Runs a process of a step: in the runner's clean environment, its lines through the command channel, its command files
 * applied at the end (also when it failed or was cancelled).
 *
 * @returns the exit code.
 * @throws StepFailure when a command or a command file was bad, or the process could not be started.
 */
export async function runStepProcess(execution: StepExecution, request: StepProcess): Promise<number> {
  const files = await CommandFiles.create(execution.frame.job.directories.temp)
  const channel = new CommandChannel(execution.record)
  const { record } = execution
  const process = runProcess({
    command: request.command,
    args: request.args,
    cwd: request.cwd,
    env: { ...buildEnvironment(execution), ...request.variables, ...files.variables },
    signal: execution.signal,
    onLine: (line) => {
      channel.receive(line)
    },
  })
  const code = await process.catch(async (error: unknown) => {
    await files.apply(record)
    throw error
  })
  const filesValid = await files.apply(record)
  if (channel.failed || !filesValid) throw new StepFailure('')
  return code
}

/**
 * The environment of a step: the base the options allow, then `env`, then what the runner sets and a workflow cannot
 * change (GITHUB_*, RUNNER_*).
 */
export function buildEnvironment(execution: StepExecution): Record<string, string> {
  const { job } = execution.frame
  const base = {
    ...inheritedVariables(),
    HOME: job.directories.home,
    ...job.run.options.env,
    CI: 'true',
    ...execution.env,
  }
  return {
    ...base,
    PATH: job.extendPath(base.PATH),
    GITHUB_ACTIONS: 'true',
    ...githubVariables(execution.scope.contexts.github),
    ...runnerVariables(job),
    ...idTokenVariables(job),
    [TRACKING_VARIABLE]: job.trackingId,
  }
}

/** The `runner` context and, in upper case with `RUNNER_`, its variables. */
export function describeRunner(temp: string, toolCache: string, debug: boolean): Record<string, string> {
  const systems: Record<string, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }
  const machines: Record<string, string> = { x64: 'X64', arm64: 'ARM64', arm: 'ARM', ia32: 'X86' }
  return {
    name: 'sandbox',
    os: systems[platform] ?? platform,
    arch: machines[arch] ?? arch.toUpperCase(),
    environment: 'github-hosted',
    temp,
    tool_cache: toolCache,
    ...(debug ? { debug: '1' } : {}),
  }
}

function inheritedVariables(): { PATH: string } & Record<string, string> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR } = process.env
  return { PATH, LANG: 'C.UTF-8', ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}

function runnerVariables(job: JobState): Record<string, string> {
  const { temp, toolCache, work } = job.directories
  const runner = describeRunner(temp, toolCache, job.debug)
  return {
    ...Object.fromEntries(
      Object.entries(runner).map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, value]),
    ),
    RUNNER_WORKSPACE: work,
  }
}

function idTokenVariables(job: JobState): Record<string, string> {
  const endpoint = job.run.options.github.idToken
  const { permissions } = job
  const granted =
    permissions === 'write-all' || (typeof permissions === 'object' && permissions['id-token'] === 'write')
  if (endpoint === undefined || !granted) return {}
  return { ACTIONS_ID_TOKEN_REQUEST_URL: endpoint.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: endpoint.requestToken }
}

/** Absolute form of a path of the workflow, relative to the workspace. */
export function inWorkspace(job: JobState, path: string): string {
  return path.startsWith('/') ? path : join(job.directories.workspace, path)
}
