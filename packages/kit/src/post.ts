import { rm } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import * as core from '@actions/core'

const STARTED = 'gitops-actions-started'
const DIRECTORY = 'gitops-actions-directory'
/** What private directories are called: nothing else is removed, whoever sets the variable. */
const PRIVATE = /^[a-z]+(?:-[a-z]+)*-[A-Za-z0-9]{6}$/

/**
 * Remembers that the action was started, before anything can fail: the step at the end of the job runs the same file, and must not do
 * the work once more.
 * https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#runspost
 */
export function announcePost(): void {
  core.saveState(STARTED, 'true')
}

/** Remembers a directory for the step at the end of the job, which comes also when this one is killed. */
export function leaveForPost(directory: string): void {
  core.saveState(DIRECTORY, directory)
}

/** Whether this process is the step at the end of the job. */
export function isPostStep(): boolean {
  return core.getState(STARTED) === 'true'
}

/** The directory that `leaveForPost` named, whether or not it is still there; only below the runner's temporary directory. */
export function leftDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const directory = core.getState(DIRECTORY)
  const parent = env.RUNNER_TEMP ?? ''
  if (directory === '' || parent === '' || !PRIVATE.test(basename(directory))) return undefined
  return resolve(dirname(directory)) === resolve(parent) ? directory : undefined
}

/** Removes the directory that `leaveForPost` named, if it is still there. */
export async function removePrivately(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const directory = leftDirectory(env)
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
}
