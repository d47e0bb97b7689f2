import {
  ActionError,
  applicationLabel,
  type ApplicationName,
  type ApplicationState,
  type HealthStatus,
  type OperationState,
} from '@gitops-actions/core'
import { listAt, objectAt, textAt } from '../json/member.ts'
import { findOurSources, type OurSources } from './sources.ts'
import { oneLine } from './text.ts'

const HEALTH: ReadonlyMap<string, HealthStatus> = new Map([
  ['Healthy', 'healthy'],
  ['Progressing', 'progressing'],
  ['Suspended', 'suspended'],
  ['Degraded', 'degraded'],
  ['Missing', 'missing'],
])

const SYNC: ReadonlyMap<string, ApplicationState['sync']> = new Map([
  ['Synced', 'synced'],
  ['OutOfSync', 'out-of-sync'],
])

/** Conditions under which Argo CD neither compares nor syncs. */
const TERMINAL_CONDITIONS = ['ComparisonError', 'InvalidSpecError']
/** Failed resources that the message of an operation lists. */
const LISTED = 3

/** What `readApplication` needs of the stream's objects: without the resources, which are most of an application. */
export const FIELDS = [
  'metadata',
  'spec',
  'operation',
  'status.sync',
  'status.health',
  'status.summary',
  'status.conditions',
  'status.reconciledAt',
  'status.operationState',
  'status.sourceHydrator',
]

/**
 * Reads an Application object; words that are not known are neither ready nor failed.
 * @throws ActionError `agent-invalid-answer`, `no-matching-source`
 */
export function readApplication(
  value: unknown,
  name: ApplicationName,
  server: string,
  repositoryUrl: string,
): ApplicationState {
  const label = applicationLabel(name)
  const status = objectAt(value, 'status') ?? {}
  const spec = objectAt(value, 'spec')
  if (spec === undefined || objectAt(value, 'metadata') === undefined) {
    throw new ActionError(
      'agent-invalid-answer',
      `The answer about "${label}" is not an Argo CD Application. Check that "server" is the address of Argo CD.`,
    )
  }
  const ours = findOurSources(spec, status, label, repositoryUrl)
  return {
    label,
    url: applicationUrl(value, name, server),
    revisions: ours.revisionsIn(status.sync),
    sync: SYNC.get(textAt(status, 'sync', 'status') ?? '') ?? 'unknown',
    operationRequested: objectAt(value, 'operation') !== undefined,
    operation: failedHydration(status) ?? readOperation(objectAt(status, 'operationState'), ours),
    health: readHealth(status.health),
    reconciledAt: timeAt(status, 'reconciledAt'),
    errors: [...deletion(value), ...terminalConditions(status)],
    images: listAt(status, 'summary', 'images').filter((image) => typeof image === 'string'),
    directories: ours.directories,
    automated: isAutomated(spec),
    inertia: inertiaOf(value),
    paused: undefined,
    scope: 'running',
  }
}

/** The page of an application. */
export function applicationUrl(value: unknown, name: ApplicationName, server: string): string {
  return `${server}/applications/${namespaceOf(value)}/${encodeURIComponent(name.name)}`
}

function namespaceOf(value: unknown): string {
  const namespace = textAt(value, 'metadata', 'namespace') ?? ''
  return /^[a-z0-9-]+$/.test(namespace) ? namespace : 'argocd'
}

function readHealth(value: unknown): ApplicationState['health'] {
  const word = textAt(value, 'status') ?? ''
  const message = oneLine(textAt(value, 'message') ?? '')
  const status = HEALTH.get(word)
  if (status !== undefined) return { status, message }
  const said = word === '' || word === 'Unknown' ? '' : `Argo CD says "${oneLine(word, 80)}"`
  return { status: 'unknown', message: [said, message].filter((part) => part !== '').join(': ') }
}

function readOperation(state: unknown, ours: OurSources): OperationState | undefined {
  if (state === undefined) return undefined
  const applied = ours.revisionsIn(objectAt(state, 'syncResult'))
  const asked = ours.revisionsIn(objectAt(state, 'operation', 'sync'))
  // A sync that only shows what it would do has tried nothing.
  const isTrial = objectAt(state, 'operation', 'sync')?.dryRun === true
  return {
    phase: phaseOf(textAt(state, 'phase')),
    revisions: isTrial ? [] : applied.length > 0 ? applied : asked,
    message: [textAt(state, 'message') ?? '', ...failedResources(state)]
      .map((part) => oneLine(part))
      .join('; '),
    finishedAt: timeAt(state, 'finishedAt'),
    // While Argo CD will try again it keeps the phase at Running.
    willRetry: false,
  }
}

/**
 * A commit that the source hydrator could not render is one that will never be synced; it tries again by itself.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/
 */
function failedHydration(status: unknown): OperationState | undefined {
  const operation = objectAt(status, 'sourceHydrator', 'currentOperation')
  const revision = textAt(operation, 'drySHA') ?? ''
  if (textAt(operation, 'phase') !== 'Failed' || revision === '') return undefined
  const message = `it could not be hydrated: ${textAt(operation, 'message') ?? 'no reason was given'}`
  return {
    phase: 'failed',
    revisions: [revision],
    message: oneLine(message),
    finishedAt: timeAt(operation, 'finishedAt'),
    willRetry: true,
  }
}

function failedResources(state: unknown): readonly string[] {
  return listAt(state, 'syncResult', 'resources')
    .filter((resource) => {
      const phase = textAt(resource, 'hookPhase') ?? ''
      return textAt(resource, 'status') === 'SyncFailed' || phase === 'Failed' || phase === 'Error'
    })
    .slice(0, LISTED)
    .map((resource) => {
      const what = `${textAt(resource, 'kind') ?? 'resource'} ${textAt(resource, 'name') ?? ''}`
      return `${what}: ${textAt(resource, 'message') ?? 'failed'}`
    })
}

/** A phase that is not known is neither ready nor failed. */
function phaseOf(phase: string | undefined): OperationState['phase'] {
  if (phase === 'Succeeded') return 'succeeded'
  return phase === 'Failed' || phase === 'Error' ? 'failed' : 'running'
}

function deletion(value: unknown): readonly string[] {
  return textAt(value, 'metadata', 'deletionTimestamp') === undefined ? [] : ['it is being deleted']
}

function terminalConditions(status: unknown): readonly string[] {
  return listAt(status, 'conditions').flatMap((condition) => {
    const type = textAt(condition, 'type') ?? ''
    if (!TERMINAL_CONDITIONS.includes(type)) return []
    return [`${type}: ${oneLine(textAt(condition, 'message') ?? '')}`]
  })
}

function isAutomated(spec: unknown): boolean {
  const automated = objectAt(spec, 'syncPolicy', 'automated')
  return automated !== undefined && automated.enabled !== false
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/#manifest-paths-annotation */
function inertiaOf(value: unknown): string | undefined {
  const paths = textAt(value, 'metadata', 'annotations', 'argocd.argoproj.io/manifest-generate-paths') ?? ''
  return paths === ''
    ? undefined
    : `its annotation manifest-generate-paths passes commits over that leave ${oneLine(paths, 200)} alone`
}

function timeAt(value: unknown, key: string): number | undefined {
  const time = Date.parse(textAt(value, key) ?? '')
  return Number.isNaN(time) ? undefined : time
}
