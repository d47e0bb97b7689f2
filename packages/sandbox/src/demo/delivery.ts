import { join } from 'node:path'
import type { PullRequest } from '../github/resources.ts'
import type { RunEvent } from '../runner/results.ts'
import { type Developer, hireDeveloper, showDiff } from './developer.ts'
import { type PulledImage, pullAndRun } from './pull.ts'
import { nameOfStep, type Stage, stagesOf } from './stages.ts'
import { makeStaticBinary } from './static-binary.ts'
import type { Terminal } from './terminal.ts'
import { startWorkflowQueue, type WorkflowRun } from './workflows.ts'
import { APPLICATION, ENVIRONMENTS, PROGRAM, type World } from './world.ts'

export const VERSION = '1.2.0'

/** What the delivery left behind, for the report. */
export interface Delivery {
  /** Whether everything happened that should: from the first build to the proof for production. */
  readonly complete: boolean
  readonly stages: readonly Stage[]
  /** Of production, between before and after. */
  readonly diff: string
  readonly pullRequest: { readonly title: string; readonly body: string; readonly url: string } | undefined
  readonly image: PulledImage | undefined
  readonly failed: readonly WorkflowRun[]
}

export interface DeliveryOptions {
  /** This repository. */
  readonly root: string
  /** What the steps of the workflows see besides the runner's own variables. */
  readonly env: Readonly<Record<string, string>>
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/**
 * A push to main, then the tag v1.2.0, then the merge of the promotion: the published workflows do the rest. Ends early
 * at the first of them that fails.
 */
export async function deliver(world: World, options: DeliveryOptions): Promise<Delivery> {
  const { terminal, signal } = options
  const { github } = world
  const environments = github.repository(ENVIRONMENTS)
  const before = (await environments.resolve('main')) ?? ''
  const developer = await hireDeveloper(world)
  const queue = startWorkflowQueue(world, { ...options, onEvent: showProgress(terminal) })
  const runs: WorkflowRun[] = []
  const stages: Stage[] = []
  /** Runs what the last act started; says whether all of it went well. */
  const follow = async (): Promise<boolean> => {
    const more = await queue.drain()
    runs.push(...more)
    stages.push(...more.flatMap(stagesOf))
    signal.throwIfAborted()
    return more.length > 0 && more.every(({ result }) => result.conclusion === 'success')
  }
  try {
    const complete = await play(world, { developer, terminal, stages, follow })
    const pull = promotionOf(world)
    return {
      complete,
      stages,
      diff: await showDiff(environments.directory, before, 'main'),
      pullRequest: pull && {
        title: pull.title,
        body: pull.body ?? '',
        url: `${github.url}/${ENVIRONMENTS}/pull/${pull.number}`,
      },
      image: complete ? await pullAndRun(world.registry, APPLICATION, VERSION, PROGRAM) : undefined,
      failed: runs.filter(({ result }) => result.conclusion !== 'success'),
    }
  } finally {
    await developer.leave()
  }
}

interface Scene {
  readonly developer: Developer
  readonly terminal: Terminal
  readonly stages: Stage[]
  readonly follow: () => Promise<boolean>
}

/** What people do. Returns whether it went well to the end. */
async function play(world: World, { developer, terminal, stages, follow }: Scene): Promise<boolean> {
  terminal.title('A commit is pushed to main')
  await developer.push({ [PROGRAM]: makeStaticBinary(`acme api ${VERSION}\n`) }, 'Answer faster')
  if (!(await follow())) return false
  terminal.title(`The commit is tagged v${VERSION}`)
  await developer.tag(`v${VERSION}`)
  if (!(await follow())) return false
  const pull = promotionOf(world)
  if (pull === undefined) return false
  terminal.title(`A person reviews and merges pull request #${pull.number}`)
  stages.push(await merge(world, pull.number))
  return follow()
}

function promotionOf({ github }: World): PullRequest | undefined {
  return github.describe(ENVIRONMENTS).pulls.values().next().value
}

/** A line for every step that begins, and for a job that does not end well. */
function showProgress(terminal: Terminal): (repository: string, event: RunEvent) => void {
  return (repository, event) => {
    if (event.type === 'step-start' && event.stage === 'main') {
      terminal.step(`${repository} · ${event.job} · ${nameOfStep(event.step)}`)
    }
    if (event.type === 'job-end' && event.conclusion !== 'success' && event.conclusion !== 'skipped') {
      terminal.step(`${repository} · ${event.job} ended: ${event.conclusion}`)
    }
  }
}

/** Merges as a reviewer does in the browser: through the API, with a token of a person. */
async function merge({ github }: World, number: number): Promise<Stage> {
  const started = performance.now()
  const { token } = github.createToken({ login: 'reviewer', repositories: [ENVIRONMENTS] })
  const response = await fetch(`${github.apiUrl}/repos/${ENVIRONMENTS}/pulls/${number}/merge`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ merge_method: 'merge' }),
  })
  const answer = (await response.json()) as { sha?: string; message?: string }
  return {
    name: `pull request #${number} · merge`,
    outcome: response.ok ? 'merged' : 'refused',
    duration: performance.now() - started,
    result: answer.sha?.slice(0, 12) ?? answer.message ?? '',
    good: response.ok,
  }
}

/** Where the examples lie, seen from the root of this repository. */
export function examplesOf(root: string): string {
  return join(root, 'examples')
}
