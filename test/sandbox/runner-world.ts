import { fileURLToPath } from 'node:url'
import type { JobResult, RunOptions, RunResult, StepResult } from '@gitops-actions/sandbox'
import { runWorkflow } from '@gitops-actions/sandbox'

/** Directory of a fixture of the runner's tests. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/runner/${path}`, import.meta.url))
}

/** Runs a workflow for a push to main of acme/api, with what a test wants otherwise. */
export function execute(
  workflow: RunOptions['workflow'],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  return runWorkflow({ workflow, event: push(), github: host(), actions: fixtureActions(), ...options })
}

/** Runs steps, given as the YAML lines under `steps:`, in one job. */
export async function executeSteps(steps: string, options: Partial<RunOptions> = {}): Promise<JobResult> {
  const result = await execute(inJob(steps), options)
  return job(result, 'job')
}

/** A workflow of one job with these steps. */
export function inJob(steps: string): string {
  const lines = steps.split('\n').map((line) => `      ${line}`)
  return [
    'on: [push, workflow_dispatch]',
    'jobs:',
    '  job:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...lines,
  ].join('\n')
}

export function job(result: RunResult, id: string): JobResult {
  const found = result.jobs.find((candidate) => candidate.id === id)
  if (found === undefined)
    throw new Error(`no job ${id} among ${result.jobs.map((candidate) => candidate.id).join(', ')}`)
  return found
}

/** The main stage of a step by its id, or any stage by its name. */
export function step(jobResult: JobResult, name: string): StepResult {
  const found = jobResult.steps.find(
    (candidate) => (candidate.id === name && candidate.stage === 'main') || candidate.name === name,
  )
  if (found === undefined)
    throw new Error(`no step ${name} among ${jobResult.steps.map((candidate) => candidate.name).join(', ')}`)
  return found
}

export function push(overrides: Partial<RunOptions['event']> = {}): RunOptions['event'] {
  return { name: 'push', ref: 'refs/heads/main', sha: 'a'.repeat(40), actor: 'octocat', ...overrides }
}

export function host(overrides: Partial<RunOptions['github']> = {}): RunOptions['github'] {
  return {
    serverUrl: 'http://127.0.0.1:1',
    apiUrl: 'http://127.0.0.1:1/api/v3',
    graphqlUrl: 'http://127.0.0.1:1/api/graphql',
    repository: 'acme/api',
    token: 'ghs_job_token_of_the_run',
    ...overrides,
  }
}

/** The fixture actions under the names that workflows use. */
export function fixtureActions(): Record<string, string> {
  return Object.fromEntries(
    ['report', 'stages', 'composite'].map((name) => [`acme/tools/${name}`, fixture(`actions/${name}`)]),
  )
}
