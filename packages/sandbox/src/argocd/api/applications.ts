import type { Application } from '../application/object.ts'
import { listSources } from '../application/object.ts'
import type { SandboxClock } from '../clock.ts'
import { normaliseUrl } from '../source/git-mirrors.ts'
import { refreshAnnotation } from '../reconciler/reconcile.ts'
import type { Session } from './access.ts'
import { GrpcError } from './grpc-error.ts'
import { findApplication, readAddress, type ApiWorld, type ApplicationAddress } from './lookup.ts'
import type { ApiCall } from './request.ts'
import { matchesSelector } from './selector.ts'

/** `GET /api/v1/applications/{name}`; with `refresh` present it answers when the controller is through. */
export async function getApplication(
  world: ApiWorld,
  call: ApiCall,
  deadline: { clock: SandboxClock; ms: number },
): Promise<Application> {
  const address = queryAddress(world, call)
  const { record } = findApplication(world, call.session, 'get', address)
  const refresh = call.query.get('refresh')
  if (refresh !== null) {
    annotate(world, address, refresh === 'hard' ? 'hard' : 'normal')
    world.controller.request(record, refresh === 'hard' ? 'hard' : 'refresh')
    await waitForRefresh(world, address, call.signal, deadline)
  }
  const { application } = findApplication(world, call.session, 'get', address)
  if (record.replay?.pace === 'read') {
    const { replay } = record
    // After the answer: what is served now is the observation that was current when the request came.
    setImmediate(() => {
      replay.next()
    })
  }
  return application
}

/** `GET /api/v1/applications`. */
export function listApplications(world: ApiWorld, call: ApiCall): object {
  const permitted = applicationFilter(world, call.session, call.query)
  const name = call.query.get('name')
  const items = world.store
    .list()
    .filter((application) => permitted(application))
    .filter((application) => name === null || name === '' || application.metadata.name === name)
  return { metadata: { resourceVersion: String(world.store.version) }, items }
}

/**
 * The filter that list and watch share: selector, projects, namespace, repository, and what the session may see.
 *
 * @throws GrpcError `invalidArgument` for a selector that cannot be read.
 */
export function applicationFilter(
  world: ApiWorld,
  session: Session,
  query: URLSearchParams,
): (application: Application) => boolean {
  const selector = query.get('selector') ?? ''
  matchesSelector({}, selector)
  const projects = [...query.getAll('projects'), ...query.getAll('project')].filter(
    (project) => project !== '',
  )
  const namespace = query.get('appNamespace') ?? ''
  const repository = query.get('repo') ?? ''
  return (application) => {
    const { metadata, spec } = application
    const record = world.controller.find(metadata.namespace, metadata.name)
    if (record?.faults.current.hidden === true) return false
    if (projects.length > 0 && !projects.includes(spec.project)) return false
    if (namespace !== '' && metadata.namespace !== namespace) return false
    if (
      repository !== '' &&
      !listSources(spec).some((source) => normaliseUrl(source.repoURL) === normaliseUrl(repository))
    ) {
      return false
    }
    if (!matchesSelector(metadata.labels ?? {}, selector)) return false
    return world.access.allows(session, 'get', world.access.objectOf(application))
  }
}

export function queryAddress(world: ApiWorld, call: ApiCall): ApplicationAddress {
  const [project] = [call.query.get('project'), call.query.get('projects')].filter((value) => value !== null)
  return readAddress(world, call.parameters.name, {
    appNamespace: call.query.get('appNamespace'),
    project,
  })
}

function annotate(world: ApiWorld, address: ApplicationAddress, value: string): void {
  const current = world.store.get(address.namespace, address.name)
  if (current === undefined) return
  const next = structuredClone(current)
  next.metadata.annotations = { ...next.metadata.annotations, [refreshAnnotation]: value }
  world.store.put(next)
}

/** @throws GrpcError `deadlineExceeded` when the annotation stays. */
function waitForRefresh(
  world: ApiWorld,
  address: ApplicationAddress,
  signal: AbortSignal,
  deadline: { clock: SandboxClock; ms: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: GrpcError): void => {
      unwatch()
      cancel()
      signal.removeEventListener('abort', onAbort)
      if (error === undefined) resolve()
      else reject(error)
    }
    const check = (): void => {
      const application = world.store.get(address.namespace, address.name)
      if (application?.metadata.annotations?.[refreshAnnotation] === undefined) settle()
    }
    const exceeded = (): void => {
      settle(new GrpcError('deadlineExceeded', 'application refresh deadline exceeded'))
    }
    const onAbort = exceeded
    const unwatch = world.store.watch(check)
    const cancel = deadline.clock.schedule(deadline.ms, exceeded)
    signal.addEventListener('abort', onAbort, { once: true })
    check()
  })
}
