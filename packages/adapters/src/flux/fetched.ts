import type { ApplicationState } from '@gitops-actions/core'
import { currentCondition, describeCondition, isTrue } from './condition.ts'
import { progressing, stalled, UNOBSERVED } from './progress.ts'
import {
  fetchedRevision,
  readRevision,
  requireRepository,
  type Source,
  sourceInertia,
  type Wanted,
} from './source.ts'
import { stateOf } from './state.ts'

/**
 * A source as an application: what it has fetched, which nothing need have applied.
 * @throws ActionError `no-matching-source`
 */
export function readSource(source: Source, label: string, wanted: Wanted): ApplicationState {
  requireRepository(source, label, wanted)
  const { object, type } = source
  const ready = currentCondition(object, 'Ready')
  const message = ready === undefined ? UNOBSERVED : describeCondition(ready)
  return stateOf({
    object,
    type,
    label,
    revisions: [readRevision(fetchedRevision(source), undefined, source, wanted)],
    operation: undefined,
    health: isTrue(ready) ? { status: 'healthy', message: '' } : progressing(message),
    inertia: sourceInertia(source, wanted),
    errors: stalled(object),
    paused: undefined,
    scope: 'fetched',
  })
}
