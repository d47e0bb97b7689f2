import { windowAllows } from '../application/faults.ts'
import {
  hasMultipleSources,
  isAutomated,
  listSources,
  type Application,
  type ApplicationSource,
  type Operation,
  type RetryStrategy,
  type SyncOperation,
} from '../application/object.ts'
import { resolveSource, type SourceAccess } from '../reconciler/comparison.ts'
import type { ApplicationRecord } from '../reconciler/record.ts'
import { GrpcError } from './grpc-error.ts'
import { findApplication, readAddress, type ApiWorld } from './lookup.ts'
import type { ApiCall } from './request.ts'

const inProgress = 'another operation is already in progress'

/**
 * `POST /api/v1/applications/{name}/sync`. The order of the refusals is that of `Server.Sync` in argo-cd
 * `server/application/application.go`: a closed window is told before a missing permission.
 */
export async function syncApplication(
  world: ApiWorld,
  sources: SourceAccess,
  call: ApiCall,
): Promise<Application> {
  const { body, session } = call
  const { application, record } = findApplication(
    world,
    session,
    'get',
    readAddress(world, call.parameters.name, body),
  )
  if (!windowAllows(record.faults.current.syncWindow, true)) {
    throw new GrpcError('permissionDenied', 'cannot sync: blocked by sync window')
  }
  world.access.enforce(session, 'sync', world.access.objectOf(application))
  if (Array.isArray(body.manifests)) {
    world.access.enforce(session, 'override', world.access.objectOf(application))
    throw new GrpcError('failedPrecondition', 'the sandbox does not sync local manifests')
  }
  if (application.metadata.deletionTimestamp !== undefined)
    throw new GrpcError('failedPrecondition', 'application is deleting')
  const revisions = await resolveRequested(application, sources, body)
  return startOperation(world, record, {
    sync: { ...revisions, ...readSyncFields(application, body) },
    initiatedBy: { username: session.subject },
    ...readRetry(application, body),
  })
}

/** `POST /api/v1/applications/{name}/rollback`. */
export function rollBackApplication(world: ApiWorld, call: ApiCall): Application {
  const { body, session } = call
  const { application, record } = findApplication(
    world,
    session,
    'sync',
    readAddress(world, call.parameters.name, body),
  )
  if (application.metadata.deletionTimestamp !== undefined)
    throw new GrpcError('failedPrecondition', 'application is deleting')
  if (isAutomated(application.spec)) {
    throw new GrpcError('failedPrecondition', 'rollback cannot be initiated when auto-sync is enabled')
  }
  const id = Number(body.id ?? 0)
  const entry = application.status.history?.find((candidate) => candidate.id === id)
  if (entry === undefined) {
    const { namespace, name } = application.metadata
    throw new GrpcError(
      'invalidArgument',
      `application ${namespace}/${name} does not have deployment with id ${id}`,
    )
  }
  const { revision, revisions, source, sources } = entry
  return startOperation(world, record, {
    sync: {
      ...(revision === undefined ? {} : { revision }),
      ...(revisions === undefined ? {} : { revisions }),
      source,
      ...(sources === undefined ? {} : { sources }),
      ...(body.prune === true ? { prune: true } : {}),
      ...(body.dryRun === true ? { dryRun: true } : {}),
      syncStrategy: { apply: {} },
    },
    initiatedBy: { username: session.subject },
  })
}

/** `DELETE /api/v1/applications/{name}/operation`. */
export function terminateOperation(world: ApiWorld, call: ApiCall): object {
  const given = { appNamespace: call.query.get('appNamespace'), project: call.query.get('project') }
  const { application, record } = findApplication(
    world,
    call.session,
    'sync',
    readAddress(world, call.parameters.name, given),
  )
  if (application.operation === undefined || application.status.operationState === undefined) {
    throw new GrpcError('invalidArgument', 'Unable to terminate operation. No operation is in progress')
  }
  const next = structuredClone(application)
  if (next.status.operationState !== undefined) next.status.operationState.phase = 'Terminating'
  world.store.put(next)
  world.controller.request(record, 'status')
  return {}
}

/** Puts the operation in and takes the last one's state out, as `argo.SetAppOperation` does. */
function startOperation(world: ApiWorld, record: ApplicationRecord, operation: Operation): Application {
  const current = world.store.get(record.namespace, record.name)
  if (
    current === undefined ||
    current.operation !== undefined ||
    record.faults.current.operationInProgress === true
  ) {
    throw new GrpcError('failedPrecondition', inProgress)
  }
  const next = structuredClone(current)
  next.operation = operation
  delete next.status.operationState
  const stored = world.store.put(next)
  world.controller.request(record, 'status')
  return stored
}

async function resolveRequested(
  application: Application,
  access: SourceAccess,
  body: Record<string, unknown>,
): Promise<{ revision?: string; revisions?: string[] }> {
  const requested = requestedSources(application, body)
  const revisions: string[] = []
  for (const source of requested) {
    try {
      revisions.push((await resolveSource(source, access)).revision)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new GrpcError(
        'unknown',
        `error resolving repo revision: rpc error: code = Unknown desc = ${reason}`,
      )
    }
  }
  if (hasMultipleSources(application.spec)) return { revisions }
  return { revision: revisions[0] ?? '' }
}

/** The sources with the revisions that the request asks for, which an automated application refuses. */
function requestedSources(application: Application, body: Record<string, unknown>): ApplicationSource[] {
  const sources = listSources(application.spec)
  const held = isAutomated(application.spec) && body.dryRun !== true
  if (!hasMultipleSources(application.spec)) {
    const revision = typeof body.revision === 'string' ? body.revision : ''
    return sources.map((source) => {
      const target = source.targetRevision ?? ''
      if (revision === '') return source
      if (held && revision !== (target || 'HEAD')) {
        throw new GrpcError(
          'failedPrecondition',
          `Cannot sync to ${revision}: auto-sync currently set to ${target}`,
        )
      }
      return { ...source, targetRevision: revision }
    })
  }
  const wanted = positions(body, sources.length)
  return sources.map((source, index) => {
    const revision = wanted.get(index)
    if (revision === undefined) return source
    const target = source.targetRevision ?? ''
    if (held && (revision || 'HEAD') !== (target || 'HEAD')) {
      throw new GrpcError(
        'failedPrecondition',
        `Cannot sync source ${source.repoURL} to ${revision}: auto-sync currently set to ${target}`,
      )
    }
    return { ...source, targetRevision: revision }
  })
}

/** `sourcePositions` count from 1 and are 64-bit integers, which JSON carries as text or numbers. */
function positions(body: Record<string, unknown>, count: number): Map<number, string> {
  const given = Array.isArray(body.sourcePositions) ? body.sourcePositions : []
  const revisions = Array.isArray(body.revisions) ? body.revisions : []
  if (given.length !== revisions.length) {
    throw new GrpcError('invalidArgument', 'the number of source positions and revisions must be equal')
  }
  const wanted = new Map<number, string>()
  given.forEach((position, index) => {
    const number = Number(position)
    if (!Number.isInteger(number) || number < 1 || number > count) {
      throw new GrpcError('unknown', 'source position is out of range')
    }
    wanted.set(number - 1, String(revisions[index]))
  })
  return wanted
}

function readSyncFields(application: Application, body: Record<string, unknown>): SyncOperation {
  const { source, sources, syncPolicy } = application.spec
  const options = body.syncOptions as { items?: string[] } | undefined
  const syncOptions = options?.items ?? syncPolicy?.syncOptions
  return {
    ...(hasMultipleSources(application.spec) ? {} : source === undefined ? {} : { source }),
    ...(sources === undefined ? {} : { sources }),
    ...(body.prune === true ? { prune: true } : {}),
    ...(body.dryRun === true ? { dryRun: true } : {}),
    ...(syncOptions === undefined ? {} : { syncOptions }),
    ...(Array.isArray(body.resources)
      ? { resources: body.resources as NonNullable<SyncOperation['resources']> }
      : {}),
    ...(body.strategy === undefined ? {} : { syncStrategy: body.strategy as Record<string, unknown> }),
  }
}

function readRetry(
  application: Application,
  body: Record<string, unknown>,
): Pick<Operation, 'retry' | 'info'> {
  const retry = (body.retryStrategy as RetryStrategy | undefined) ?? application.spec.syncPolicy?.retry
  const info = body.infos as Operation['info'] | undefined
  return { ...(retry === undefined ? {} : { retry }), ...(info === undefined ? {} : { info }) }
}
