import { createHash } from 'node:crypto'
import { RenderError, toManifest, type Manifest } from '../argocd/render/manifest.ts'
import { findKustomization, joinPath, renderKustomization } from '../argocd/render/kustomize.ts'
import { renderDirectory } from '../argocd/render/directory.ts'
import type { Snapshot } from '../argocd/source/git-mirrors.ts'
import { KINDS } from '../kubernetes/kinds.ts'
import { conditionOf, removeCondition, setCondition, setStatus, statusOf } from '../kubernetes/condition.ts'
import type { ClusterObject } from '../kubernetes/store.ts'
import { applyManifest } from './apply.ts'
import { begin, finish, type FluxContext, type Reconciliation, stall } from './context.ts'
import { type Artifact, artifactOf } from './sources.ts'
import { describeUnready, waitUntilReady } from './health-check.ts'

interface Reference {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

interface KustomizationSpec {
  readonly path?: string
  readonly sourceRef: Reference
  readonly dependsOn?: readonly { readonly name: string; readonly namespace?: string }[]
  readonly targetNamespace?: string
  readonly wait?: boolean
  readonly healthChecks?: readonly Reference[]
}

/** Why a reconciliation ended, in the words of the kustomize-controller. */
class Failure extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * Builds and applies a Kustomization in the order of the kustomize-controller: dependencies, source, build, apply, inventory, health; only
 * then is the revision applied. https://fluxcd.io/flux/components/kustomize/kustomizations/
 * @returns whether it is to be tried again
 */
export async function reconcileKustomization(one: Reconciliation): Promise<'done' | 'retry'> {
  const { context, object } = one
  const spec = object.spec as KustomizationSpec
  const { namespace, name } = object.metadata
  const { apply, stalled } = context.faults.of('Kustomization', namespace, name)
  const end = (failure: Failure): 'retry' => {
    one.write((current, now) => {
      failKeepingStep(current, now, failure)
      finish(current, object, false)
    })
    return 'retry'
  }
  if (stalled !== undefined) {
    stall(one, stalled)
    return 'done'
  }
  const artifact = artifactOf(sourceOf(context, object))
  if (artifact === undefined)
    return end(new Failure('ArtifactFailed', 'Source artifact not found, retrying in 30s'))
  const waiting = unreadyDependency(context, object)
  if (waiting !== undefined) {
    return end(new Failure('DependencyNotReady', `dependency '${waiting}' is not ready`))
  }
  one.write((current, now) => {
    begin(current, now, `Fetching manifests for revision ${artifact.revision} with a timeout of 30s`)
  })
  await context.sleep(context.times.work)
  try {
    const { snapshot, directory } = await fetch(context, artifact, spec, namespace)
    one.write((current, now) => {
      const message = `Building manifests for revision ${artifact.revision} with a timeout of 30s`
      setCondition(current, now, 'Reconciling', 'True', 'Progressing', message)
      setStatus(current, { lastAttemptedRevision: artifact.revision })
    })
    const objects = await renderPath(snapshot, directory)
    const manifests = objects.map((body) => toManifest(body, spec.targetNamespace ?? namespace))
    if (apply !== undefined) throw new Failure(apply.reason, apply.message)
    applyAll(context, manifests, object)
    one.write((current) => {
      setStatus(current, { inventory: { entries: manifests.map(inventoryEntry) } })
    })
    await checkHealth(one, artifact, manifests)
    one.write((current, now) => {
      succeed(current, now, artifact, spec)
      finish(current, object)
    })
    return 'done'
  } catch (error) {
    if (error instanceof Failure) return end(error)
    if (error instanceof RenderError) return end(new Failure('BuildFailed', error.message))
    throw error
  }
}

function sourceOf({ store }: FluxContext, object: ClusterObject): ClusterObject | undefined {
  const { sourceRef } = object.spec as KustomizationSpec
  return store.get(sourceRef.kind, sourceRef.namespace ?? object.metadata.namespace, sourceRef.name)
}

/** The first dependency that is not ready, or of another revision of the same source. */
function unreadyDependency(context: FluxContext, object: ClusterObject): string | undefined {
  const { dependsOn = [], sourceRef } = object.spec as KustomizationSpec
  const revision = artifactOf(sourceOf(context, object))?.revision
  for (const { name, namespace = object.metadata.namespace } of dependsOn) {
    const dependency = context.store.get('Kustomization', namespace, name)
    const isReady =
      dependency !== undefined &&
      statusOf(dependency).observedGeneration === dependency.metadata.generation &&
      conditionOf(dependency, 'Ready')?.status === 'True'
    const sameSource = (dependency?.spec as KustomizationSpec | undefined)?.sourceRef.name === sourceRef.name
    const isCurrent = !sameSource || dependencyRevision(dependency) === revision
    if (!isReady || !isCurrent) return `${namespace}/${name}`
  }
  return undefined
}

function dependencyRevision(dependency: ClusterObject | undefined): unknown {
  return dependency === undefined ? undefined : statusOf(dependency).lastAppliedRevision
}

async function fetch(
  { mirrors, store, artifacts }: FluxContext,
  artifact: Artifact,
  spec: KustomizationSpec,
  namespace: string,
): Promise<{ snapshot: Snapshot; directory: string }> {
  const { sourceRef } = spec
  const source = store.get(sourceRef.kind, sourceRef.namespace ?? namespace, sourceRef.name)
  const hash = artifact.revision.split(':').at(-1) ?? ''
  const pushed = sourceRef.kind === 'OCIRepository' ? artifacts.withDigest(`sha256:${hash}`) : undefined
  const url = pushed?.repository ?? (source?.spec as { url: string }).url
  const snapshot = await mirrors.snapshot(url, pushed?.commit ?? hash)
  const directory = joinPath('', (spec.path ?? '').replace(/^\.\//, ''))
  if (directory !== '' && !snapshot.paths.some((path) => path.startsWith(`${directory}/`))) {
    throw new Failure(
      'ArtifactFailed',
      `kustomization path not found: stat /tmp/kustomization/${directory}: no such file or directory`,
    )
  }
  return { snapshot, directory }
}

/** The controller leaves the message of the step that failed, with its revision, where it has begun. */
function failKeepingStep(current: ClusterObject, now: string, { reason, message }: Failure): void {
  setCondition(current, now, 'Ready', 'False', reason, message)
  const step = conditionOf(current, 'Reconciling')
  if (step !== undefined)
    setCondition(current, now, 'Reconciling', 'True', 'ProgressingWithRetry', step.message)
}

function renderPath(snapshot: Snapshot, directory: string): ReturnType<typeof renderDirectory> {
  if (findKustomization(snapshot, directory) !== undefined) return renderKustomization(snapshot, directory)
  return renderDirectory(snapshot, directory, { recurse: true })
}

/** What is no longer in the manifests is deleted: `prune` is taken to be on. */
function applyAll({ store }: FluxContext, manifests: readonly Manifest[], owner: ClusterObject): void {
  for (const manifest of manifests) {
    const { kind, group, version, namespace, name } = manifest
    if (!KINDS.some((served) => served.kind === kind && served.group === group)) {
      throw new Failure(
        'ReconciliationFailed',
        `${kind}/${namespace}/${name} dry-run failed: no matches for kind "${kind}" in version "${group}/${version}"`,
      )
    }
    applyManifest(store, manifest, {
      'kustomize.toolkit.fluxcd.io/name': owner.metadata.name,
      'kustomize.toolkit.fluxcd.io/namespace': owner.metadata.namespace,
    })
  }
  const kept = new Set(manifests.map((manifest) => inventoryEntry(manifest).id))
  const { inventory } = statusOf(owner) as { inventory?: { entries: readonly { id: string }[] } }
  for (const { id } of inventory?.entries ?? []) {
    const [namespace = '', name = '', , kind = ''] = id.split('_')
    if (!kept.has(id)) store.delete(kind, namespace, name)
  }
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#inventory */
function inventoryEntry({ namespace, name, group, kind, version }: Manifest): { id: string; v: string } {
  return { id: `${namespace}_${name}_${group}_${kind}`, v: version }
}

async function checkHealth(
  one: Reconciliation,
  artifact: Artifact,
  manifests: readonly Manifest[],
): Promise<void> {
  const { wait = false, healthChecks = [] } = one.object.spec as KustomizationSpec
  const checked = wait
    ? manifests
    : manifests.filter(({ kind, name }) =>
        healthChecks.some((check) => check.kind === kind && check.name === name),
      )
  if (checked.length === 0) return
  one.write((current, now) => {
    const message = `Running health checks for revision ${artifact.revision} with a timeout of 30s`
    setCondition(current, now, 'Reconciling', 'True', 'Progressing', message)
    setCondition(current, now, 'Healthy', 'Unknown', 'Progressing', message)
  })
  const unready = await waitUntilReady(one.context, checked)
  if (unready.length > 0) throw new Failure('HealthCheckFailed', describeUnready(unready))
  one.write((current, now) => {
    setCondition(current, now, 'Healthy', 'True', 'Succeeded', 'Health check passed in 1s')
  })
}

function succeed(
  current: ClusterObject,
  now: string,
  { revision, metadata }: Artifact,
  { wait }: KustomizationSpec,
): void {
  const message = `Applied revision: ${revision}`
  setCondition(current, now, 'Ready', 'True', 'ReconciliationSucceeded', message)
  if (wait !== true) removeCondition(current, 'Healthy')
  removeCondition(current, 'Reconciling', 'Stalled')
  const { history = [] } = statusOf(current) as { history?: readonly object[] }
  const entry = {
    digest: `sha256:${createHash('sha256').update(revision).digest('hex')}`,
    firstReconciled: now,
    lastReconciled: now,
    lastReconciledDuration: '1s',
    lastReconciledStatus: 'ReconciliationSucceeded',
    totalReconciliations: 1,
    metadata: { revision },
  }
  setStatus(current, {
    lastAppliedRevision: revision,
    lastAppliedOriginRevision: metadata?.['org.opencontainers.image.revision'],
    history: [entry, ...history].slice(0, 5),
  })
}
