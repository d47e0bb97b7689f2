import { join } from 'node:path'
import type { GitHubEvent } from '../github/events.ts'
import type { RunEvent, RunResult } from '../runner/results.ts'
import { runWorkflow } from '../runner/run-workflow.ts'
import { triggeredBy } from '../runner/triggers.ts'
import type { WorkflowEvent } from '../runner/options.ts'
import type { World } from './world.ts'

const FOLDER = '.github/workflows'
const PUBLISHED = 'gitops-actions/gitops-actions/actions'

type Push = Extract<GitHubEvent, { name: 'push' }>

export interface WorkflowRun {
  readonly repository: string
  readonly file: string
  readonly ref: string
  readonly result: RunResult
}

/** Runs the workflows of the world's repositories when something is pushed, as GitHub does. */
export interface WorkflowQueue {
  /** Runs what the events so far start, and what those runs start in turn. */
  drain(): Promise<readonly WorkflowRun[]>
}

export interface QueueOptions {
  /** This repository: its `actions/` are what the published names mean. */
  readonly root: string
  /** What steps see besides the runner's own variables. */
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly onEvent: (repository: string, event: RunEvent) => void
}

/** Listens to the world's events from now on. */
export function startWorkflowQueue(world: World, options: QueueOptions): WorkflowQueue {
  const waiting: Push[] = []
  world.github.onEvent((event) => {
    if (event.name === 'push') waiting.push(event)
  })
  return {
    async drain() {
      const runs: WorkflowRun[] = []
      for (let push = waiting.shift(); push !== undefined; push = waiting.shift()) {
        // An annotated tag is an object of its own; workflows get the commit behind it.
        const { repository, ref } = push
        const commit = await world.github.repository(repository).resolve(push.after)
        if (commit === undefined) continue
        for (const file of await workflowFiles(world, repository, commit)) {
          const event = describePush(world, push, commit)
          if (!(await triggeredBy(file, event))) continue
          const result = await run(world, options, { ...file, event, repository })
          runs.push({ repository, file: file.path, ref, result })
        }
      }
      return runs
    },
  }
}

interface WorkflowFile {
  readonly path: string
  readonly text: string
}

async function workflowFiles(
  world: World,
  repository: string,
  commit: string,
): Promise<readonly WorkflowFile[]> {
  const git = world.github.repository(repository)
  const entries = await git.listTree(commit, FOLDER, { recursive: true })
  return Promise.all(
    entries.map(async ({ path }) => {
      const full = path.startsWith(FOLDER) ? path : join(FOLDER, path)
      return { path: full, text: ((await git.readFile(commit, full)) ?? Buffer.alloc(0)).toString() }
    }),
  )
}

function describePush(world: World, push: Push, commit: string): WorkflowEvent {
  const { defaultBranch, private: isPrivate } = world.github.describe(push.repository)
  const [owner = '', name = ''] = push.repository.split('/')
  return {
    name: 'push',
    ref: push.ref,
    sha: commit,
    actor: push.actor.login,
    payload: {
      ref: push.ref,
      before: push.before,
      after: push.after,
      repository: {
        full_name: push.repository,
        name,
        owner: { login: owner },
        default_branch: defaultBranch,
        private: isPrivate,
      },
      sender: { login: push.actor.login },
      pusher: { name: push.actor.login },
    },
  }
}

interface QueuedRun extends WorkflowFile {
  readonly event: WorkflowEvent
  readonly repository: string
}

function run(world: World, options: QueueOptions, queued: QueuedRun): Promise<RunResult> {
  const { github } = world
  const { root, env, signal } = options
  const names = ['build-and-push', 'bump-image-tag', 'verify-sync', 'open-promotion-pr']
  return runWorkflow({
    workflow: { text: queued.text, path: queued.path },
    event: queued.event,
    vars: world.vars,
    secrets: world.secrets,
    env,
    github: {
      serverUrl: github.url,
      apiUrl: github.apiUrl,
      graphqlUrl: github.graphqlUrl,
      repository: queued.repository,
      token: () =>
        github.createToken({
          login: 'github-actions[bot]',
          kind: 'actions',
          repositories: [queued.repository],
        }).token,
    },
    actions: Object.fromEntries(names.map((name) => [`${PUBLISHED}/${name}`, join(root, 'actions', name)])),
    mintAppToken: ({ owner, repositories }) => ({
      token: github.createToken({
        login: 'acme-delivery[bot]',
        kind: 'app',
        repositories: repositories.map((name) => `${owner}/${name}`),
      }).token,
      appSlug: 'acme-delivery',
      installationId: '1',
    }),
    signal,
    onEvent: (event) => {
      options.onEvent(queued.repository, event)
    },
  })
}
