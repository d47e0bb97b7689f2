import {
  type Agent,
  applicationLabel,
  type ApplicationName,
  type ApplicationState,
  type SyncRequestResult,
} from '@gitops-actions/core'
import { createArgoCdApi, type ArgoCdApiOptions } from './api.ts'
import { readApplication } from './application.ts'
import { explain } from './explain.ts'
import { follow } from './follow.ts'
import { ArgoCdRefusal } from './refusal.ts'
import { runningImages } from './running-images.ts'
import { scopesOf } from './scope.ts'
import { blockingWindow } from './windows.ts'

/** How long an answer about sync windows serves, in milliseconds: they open and close by the minute. */
const WINDOW_TTL = 30_000

export interface ArgoCdAgentOptions extends ArgoCdApiOptions {
  /** The environment repository, in any form of URL. */
  readonly repositoryUrl: string
}

/** Argo CD over REST and server-sent events. */
export function createArgoCdAgent(options: ArgoCdAgentOptions): Agent {
  const { clock, repositoryUrl } = options
  const api = createArgoCdApi(options)
  const read = (value: unknown, name: ApplicationName): ApplicationState =>
    readApplication(value, name, api.server, repositoryUrl)
  const windows = new Map<string, { at: number; answer: Promise<unknown> }>()

  function readWindows(name: ApplicationName): Promise<unknown> {
    const key = applicationLabel(name)
    const known = windows.get(key)
    if (known !== undefined && clock.monotonic() - known.at < WINDOW_TTL) return known.answer
    const answer = api.application(name, { path: '/syncwindows' })
    answer.catch(() => windows.delete(key))
    windows.set(key, { at: clock.monotonic(), answer })
    return answer
  }

  return {
    async observe(name, refresh) {
      const query = refresh === 'none' ? {} : { query: { refresh } }
      return read(await api.application(name, query), name)
    },
    async list(targets) {
      const found = await Promise.all(
        scopesOf(targets).map(async (scope) =>
          (await api.list(scope)).flatMap((application) => {
            const name = scope.nameOf(application)
            return name === undefined ? [] : [{ name, state: read(application, name) }]
          }),
        ),
      )
      return [...new Map(found.flat().map((one) => [applicationLabel(one.name), one])).values()]
    },
    watch(targets, listener) {
      const stopped = new AbortController()
      for (const scope of scopesOf(targets)) {
        void follow(api, scope, clock, stopped.signal, (application, isGone) => {
          const name = scope.nameOf(application)
          if (name === undefined) return
          listener(
            isGone ? { kind: 'gone', name } : { kind: 'changed', name, state: read(application, name) },
          )
        })
      }
      return {
        stop() {
          stopped.abort()
        },
      }
    },
    async sync(name) {
      try {
        await api.application(name, { method: 'POST', path: '/sync', body: { prune: false } })
        return { kind: 'requested' }
      } catch (error) {
        return syncRefusal(error)
      }
    },
    async blockingWindow(name, trigger) {
      return blockingWindow(await readWindows(name), trigger)
    },
    explain: (name) => explain(api, name),
    async runningImages(name) {
      return runningImages(await api.application(name, { path: '/resource-tree' }))
    },
  }
}

/**
 * Refusals that say "not now". Source of the texts: `server/application/application.go` and `util/argo/argo.go` of
 * https://github.com/argoproj/argo-cd
 */
function syncRefusal(error: unknown): SyncRequestResult {
  if (!(error instanceof ArgoCdRefusal)) throw error
  if (error.detail.includes('another operation is already in progress')) return { kind: 'in-progress' }
  if (error.detail.includes('blocked by sync window')) {
    return { kind: 'blocked-by-window', window: `the sync was refused: ${error.detail}` }
  }
  throw error
}
