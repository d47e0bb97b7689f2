import { listAt, objectAt, textAt } from '../json/member.ts'

/** Words for pods that have ended and will not start again. */
const OVER = ['Completed', 'Succeeded', 'Evicted']
/** Words for pods that have failed: those of a job stay so, others start again. */
const FAILED = ['Error', 'Failed', 'OOMKilled', 'DeadlineExceeded', 'ContainerCannotRun']

/**
 * The images of what runs, from `GET /applications/{name}/resource-tree`: `status.summary.images` lists those of ended pods as
 * well, and a cron job keeps some for days.
 * Source of the words: `populatePodInfo` of https://github.com/argoproj/argo-cd/blob/master/controller/cache/info.go
 */
export function runningImages(tree: unknown): readonly string[] {
  const images = listAt(tree, 'nodes')
    .filter((node) => !isOver(node))
    .flatMap((node) => listAt(node, 'images'))
    .filter((image) => typeof image === 'string')
  return [...new Set(images)]
}

function isOver(node: unknown): boolean {
  if (textAt(node, 'kind') !== 'Pod') return false
  const info = listAt(node, 'info').find((item) => objectAt(item)?.name === 'Status Reason')
  const reason = textAt(info, 'value') ?? ''
  const isOfJob = listAt(node, 'parentRefs').some((parent) => textAt(parent, 'kind') === 'Job')
  return OVER.includes(reason) || (isOfJob && FAILED.includes(reason))
}
