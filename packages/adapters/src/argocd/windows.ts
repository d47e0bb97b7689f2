import { listAt, objectAt, textAt } from './json.ts'

/** The window of `GET /applications/{name}/syncwindows` that keeps an application from syncing now. */
export function blockingWindow(answer: unknown): string | undefined {
  const active = listAt(answer, 'activeWindows')
  const deny = active.find((window) => textAt(window, 'kind') === 'deny')
  if (deny !== undefined) return `the sync window ${describe(deny)} denies syncs now`
  const allows = listAt(answer, 'assignedWindows').filter((window) => textAt(window, 'kind') === 'allow')
  const isOpen = active.some((window) => textAt(window, 'kind') === 'allow')
  const [closed] = allows
  if (closed !== undefined && !isOpen) return `the sync window ${describe(closed)} is closed now`
  return objectAt(answer)?.canSync === false ? 'a sync window is closed now' : undefined
}

function describe(window: unknown): string {
  const schedule = textAt(window, 'schedule') ?? '?'
  const duration = textAt(window, 'duration') ?? '?'
  return `"${schedule}" for ${duration}`
}
