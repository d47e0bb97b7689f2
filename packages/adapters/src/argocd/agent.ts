import {
  type Agent,
  type ApplicationName,
  type ApplicationState,
  type Clock,
  type SyncRequestResult,
} from '@gitops-actions/core'
import { type ArgoCdApi, ArgoCdRefusal, createArgoCdApi, type ArgoCdApiOptions } from './api.ts'
import { labelOf, readApplication } from './application.ts'
import { causeInTree } from './cause.ts'
import { readEvents } from './events.ts'
import { objectAt, textAt } from './json.ts'
import { blockingWindow } from './windows.ts'

/** How long a broken stream rests before it is opened again, in milliseconds. */
const RECONNECT = 1_000
/** How long an answer about sync windows serves, in milliseconds: they open and close by the minute. */
const WINDOW_TTL = 10_000

export interface ArgoCdAgentOptions extends ArgoCdApiOptions {
  readonly clock: Clock
  /** The environment repository, in any form of URL. */
  readonly repositoryUrl: string
}

/** Argo CD over REST and server-sent events. */
export function createArgoCdAgent(options: ArgoCdAgentOptions): Agent {
  const { clock, repositoryUrl } = options
  const api = createArgoCdApi(options)
  const read = (value: unknown, name: ApplicationName): ApplicationState =>
    readApplication(value, name, api.server, repositoryUrl)
  const windows = new Map<string, { at: number; answer: Promise<string | undefined> }>()
  return {
    async observe(name, refresh) {
      const query = refresh === 'none' ? {} : { query: { refresh } }
      return read(await api.application(name, query), name)
    },
    watch(name, listener) {
      const stopped = new AbortController()
      void follow(api, name, clock, stopped.signal, (value) => {
        listener(read(value, name))
      })
      return {
        stop() {
          stopped.abort()
        },
      }
    },
    async sync(name, revision) {
      try {
        await api.application(name, { method: 'POST', path: '/sync', body: { revision, prune: false } })
        return { kind: 'requested' }
      } catch (error) {
        return syncRefusal(error)
      }
    },
    blockingWindow(name) {
      const key = labelOf(name)
      const known = windows.get(key)
      if (known !== undefined && clock.monotonic() - known.at < WINDOW_TTL) return known.answer
      const answer = api.application(name, { path: '/syncwindows' }).then(blockingWindow)
      answer.catch(() => windows.delete(key))
      windows.set(key, { at: clock.monotonic(), answer })
      return answer
    },
    async cause(name) {
      return causeInTree(await api.application(name, { path: '/resource-tree' }))
    },
  }
}

/** Source of the texts: argoproj/argo-cd `server/application/application.go` and `util/argo/argo.go`. */
function syncRefusal(error: unknown): SyncRequestResult {
  if (!(error instanceof ArgoCdRefusal)) throw error
  if (error.detail.includes('another operation is already in progress')) return { kind: 'in-progress' }
  if (error.detail.includes('auto-sync currently set to')) return { kind: 'automated' }
  if (error.detail.includes('blocked by sync window')) {
    return { kind: 'blocked-by-window', window: error.detail }
  }
  throw error
}

/** Follows the stream and opens it again when it breaks, until it is stopped. Polling covers the gaps. */
async function follow(
  api: ArgoCdApi,
  name: ApplicationName,
  clock: Clock,
  signal: AbortSignal,
  listener: (application: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(api, name, signal, listener)
    } catch {
      // A broken stream is no verdict: the next poll sees what it would have said, or fails with a reason.
    }
    await clock.sleep(RECONNECT, signal).catch(() => undefined)
  }
}

async function followOnce(
  api: ArgoCdApi,
  name: ApplicationName,
  signal: AbortSignal,
  listener: (application: unknown) => void,
): Promise<void> {
  const stream = await api.stream(name, signal)
  try {
    if (stream.status !== 200) return
    for await (const event of readEvents(stream.chunks)) {
      const result = objectAt(JSON.parse(event) as unknown, 'result')
      if (textAt(result, 'type') === 'DELETED' || result?.application === undefined) return
      listener(result.application)
    }
  } finally {
    stream.close()
  }
}
