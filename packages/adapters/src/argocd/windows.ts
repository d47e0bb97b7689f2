import type { SyncTrigger } from '@gitops-actions/core'
import { listAt, objectAt, textAt } from '../json/member.ts'

/**
 * The window of `GET /applications/{name}/syncwindows` that keeps a sync from starting now. An open `deny` window holds
 * syncs, and so does every `allow` window when none of them is open; `manualSync` lets those pass that were asked for, and
 * `canSync` says whether one of those would pass.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export function blockingWindow(answer: unknown, trigger: SyncTrigger): string | undefined {
  const canSync = objectAt(answer)?.canSync === true
  if (trigger === 'manual' && canSync) return undefined
  const active = listAt(answer, 'activeWindows')
  const deny = active.find((window) => textAt(window, 'kind') === 'deny')
  if (deny !== undefined) return `the sync window ${describe(deny)} denies syncs now`
  const isOpen = active.some((window) => textAt(window, 'kind') === 'allow')
  const closed = listAt(answer, 'assignedWindows').find((window) => textAt(window, 'kind') === 'allow')
  if (closed !== undefined && !isOpen) return `the sync window ${describe(closed)} is closed now`
  return canSync || objectAt(answer)?.canSync === undefined ? undefined : 'a sync window is closed now'
}

function describe(window: unknown): string {
  const schedule = textAt(window, 'schedule') ?? '?'
  const duration = textAt(window, 'duration') ?? '?'
  return `"${schedule}" for ${duration}`
}
