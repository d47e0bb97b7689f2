import { join } from 'node:path'
import { hireDeveloper, showDiff } from './developer.ts'
import { type PulledImage, pullAndRun } from './pull.ts'
import { type Stage, stagesOf } from './stages.ts'
import { makeStaticBinary } from './static-binary.ts'
import type { Terminal } from './terminal.ts'
import { startWorkflowQueue, type WorkflowRun } from './workflows.ts'
import { APPLICATION, ENVIRONMENTS, PROGRAM, type World } from './world.ts'

export const VERSION = '1.2.0'

/** What the delivery left behind, for the report. */
export interface Delivery {
  readonly stages: readonly Stage[]
  /** Of production, between before and after. */
  readonly diff: string
  readonly pullRequest: { readonly title: string; readonly body: string; readonly url: string } | undefined
  readonly image: PulledImage | undefined
  readonly failed: readonly WorkflowRun[]
}

/** A push to main, then the tag v1.2.0, then the merge of the promotion: the published workflows do the rest. */
export async function deliver(
  world: World,
  root: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Delivery> {
  const { github } = world
  const environments = github.repository(ENVIRONMENTS)
  const before = (await environments.resolve('main')) ?? ''
  const developer = await hireDeveloper(world)
  const queue = startWorkflowQueue(
    world,
    root,
    (repository, event) => {
      if (event.type === 'job-start') terminal.step(`${repository}: job ${event.job}`)
      if (event.type === 'job-end') terminal.step(`${repository}: job ${event.job} ended ${event.conclusion}`)
    },
    signal,
  )
  const runs: WorkflowRun[] = []
  const stages: Stage[] = []
  const follow = async (): Promise<void> => {
    const more = await queue.drain()
    runs.push(...more)
    stages.push(...more.flatMap(stagesOf))
    signal.throwIfAborted()
  }
  try {
    terminal.title('A commit is pushed to main')
    await developer.push({ [PROGRAM]: makeStaticBinary(`acme api ${VERSION}\n`) }, 'Answer faster')
    await follow()
    terminal.title(`The commit is tagged v${VERSION}`)
    await developer.tag(`v${VERSION}`)
    await follow()
    const pull = github.describe(ENVIRONMENTS).pulls.values().next().value
    if (pull !== undefined) {
      terminal.title(`A person reviews and merges pull request #${pull.number}`)
      stages.push(await merge(world, pull.number))
      await follow()
    }
    const failed = runs.filter(({ result }) => result.conclusion !== 'success')
    const pushed = failed.length === 0
    return {
      stages,
      diff: await showDiff(environments.directory, before, 'main'),
      pullRequest:
        pull === undefined
          ? undefined
          : {
              title: pull.title,
              body: pull.body ?? '',
              url: `${github.url}/${ENVIRONMENTS}/pull/${pull.number}`,
            },
      image: pushed ? await pullAndRun(world.registry, APPLICATION, VERSION, PROGRAM) : undefined,
      failed,
    }
  } finally {
    await developer.leave()
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
