import { createHash } from 'node:crypto'
import { renderChart, readChart } from '../argocd/render/helm.ts'
import { joinPath } from '../argocd/render/kustomize.ts'
import {
  isObject,
  type JsonObject,
  parseYaml,
  RenderError,
  stringAt,
  toManifest,
} from '../argocd/render/manifest.ts'
import { removeCondition, setCondition, setStatus, statusOf } from '../kubernetes/condition.ts'
import type { ClusterObject } from '../kubernetes/store.ts'
import { applyManifest } from './apply.ts'
import { begin, fail, finish, type FluxContext, type Reconciliation } from './context.ts'
import { describeUnready, waitUntilReady } from './health-check.ts'
import { artifactOf } from './sources.ts'

interface ReleaseSpec {
  readonly chart?: {
    readonly spec: {
      readonly chart: string
      readonly sourceRef: { kind: string; name: string; namespace?: string }
    }
  }
  readonly values?: JsonObject
  readonly upgrade?: { readonly remediation?: { readonly retries?: number } }
  readonly targetNamespace?: string
  readonly releaseName?: string
}

interface Chart {
  readonly name: string
  readonly version: string
  readonly appVersion: string
  readonly values: JsonObject
}

/**
 * Releases a chart of a git repository in the order of the helm-controller: chart, action, history; retries run out when the remediation has
 * any. https://fluxcd.io/flux/components/helm/helmreleases/
 */
export async function reconcileRelease(one: Reconciliation): Promise<'done' | 'retry'> {
  const { context, object } = one
  const spec = object.spec as ReleaseSpec
  const { namespace, name } = object.metadata
  const { apply } = context.faults.of('HelmRelease', namespace, name)
  const chart = await loadChart(context, object)
  if (chart === undefined) {
    one.write((current, now) => {
      fail(
        current,
        now,
        'SourceNotReady',
        `HelmChart '${chartName(object)}' is not ready: latest generation of object has not been reconciled`,
      )
      finish(current, object, false)
    })
    return 'retry'
  }
  const release = spec.releaseName ?? name
  const target = spec.targetNamespace ?? namespace
  const history = (statusOf(object) as { history?: readonly { version: number }[] }).history ?? []
  const version = (history[0]?.version ?? 0) + 1
  const action = version === 1 ? 'install' : 'upgrade'
  one.write((current, now) => {
    begin(current, now, `Running '${action}' action with timeout of 5m0s`)
    setStatus(current, {
      lastAttemptedGeneration: object.metadata.generation,
      lastAttemptedRevision: chart.version,
      lastAttemptedReleaseAction: action,
      lastAttemptedConfigDigest: digestOf(spec.values ?? {}),
    })
  })
  await context.sleep(context.times.work)
  const failure = apply?.message ?? (await runAction(context, object, chart, release, target))
  const what = `release ${target}/${release}.v${version} with chart ${chart.name}@${chart.version}`
  if (failure === undefined) {
    const done = action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded'
    one.write((current, now) => {
      const message = `Helm ${action} succeeded for ${what}`
      setCondition(current, now, 'Released', 'True', done, message)
      setCondition(current, now, 'Ready', 'True', done, message)
      removeCondition(current, 'Reconciling', 'Stalled')
      setStatus(current, { failures: undefined, upgradeFailures: undefined, installFailures: undefined })
      record(current, now, { chart, release, target, version, values: spec.values ?? {} })
      finish(current, object)
    })
    return 'done'
  }
  return end(one, `Helm ${action} failed for ${what}: ${failure}`, action)
}

function end(one: Reconciliation, message: string, action: string): 'done' | 'retry' {
  const { object } = one
  const reason = action === 'install' ? 'InstallFailed' : 'UpgradeFailed'
  const failures = Number(statusOf(object).failures ?? 0) + 1
  const retries = (object.spec as ReleaseSpec).upgrade?.remediation?.retries
  const isOver = retries !== undefined && failures > retries
  one.write((current, now) => {
    setCondition(current, now, 'Released', 'False', reason, message)
    setStatus(current, { failures, [action === 'install' ? 'installFailures' : 'upgradeFailures']: failures })
    fail(current, now, reason, message)
    if (isOver) {
      setCondition(
        current,
        now,
        'Stalled',
        'True',
        'RetriesExceeded',
        `Failed to ${action} after ${failures} attempt(s)`,
      )
      removeCondition(current, 'Reconciling')
    }
    finish(current, object, isOver)
  })
  return isOver ? 'done' : 'retry'
}

async function runAction(
  context: FluxContext,
  object: ClusterObject,
  chart: Chart,
  release: string,
  target: string,
): Promise<string | undefined> {
  const { values } = object.spec as ReleaseSpec
  const { namespace, name } = object.metadata
  try {
    const objects = await renderChart({
      release,
      chartName: chart.name,
      appVersion: chart.appVersion,
      values: chart.values,
      helm: { valuesObject: values ?? {} },
      readValueFile: () => Promise.resolve(undefined),
    })
    const manifests = objects.map((body) => toManifest(body, target))
    for (const manifest of manifests) {
      applyManifest(context.store, manifest, {
        'helm.toolkit.fluxcd.io/name': name,
        'helm.toolkit.fluxcd.io/namespace': namespace,
      })
    }
    const unready = await waitUntilReady(context, manifests)
    return unready.length === 0 ? undefined : describeUnready(unready)
  } catch (error) {
    if (error instanceof RenderError) return error.message
    throw error
  }
}

/** The chart that the HelmChart of the release has packed: https://fluxcd.io/flux/components/source/helmcharts/ */
async function loadChart(context: FluxContext, object: ClusterObject): Promise<Chart | undefined> {
  const { store, mirrors } = context
  const { chart } = object.spec as ReleaseSpec
  if (chart === undefined) return undefined
  const { sourceRef, chart: path } = chart.spec
  const namespace = sourceRef.namespace ?? object.metadata.namespace
  const source = store.get(sourceRef.kind, namespace, sourceRef.name)
  const artifact = artifactOf(source)
  if (source === undefined || artifact === undefined) return undefined
  const directory = joinPath('', path.replace(/^\.\//, ''))
  const snapshot = await mirrors.snapshot(
    (source.spec as { url: string }).url,
    artifact.revision.split(':').at(-1) ?? '',
  )
  if (!snapshot.paths.includes(joinPath(directory, 'Chart.yaml'))) return undefined
  const parts = await readChart(snapshot, directory)
  const [about] = parseYaml(await snapshot.read(joinPath(directory, 'Chart.yaml')), 'Chart.yaml')
  const version = (isObject(about) ? stringAt(about, 'version') : undefined) ?? '0.1.0'
  packChart(context, object, { name: directory, version, revision: artifact.revision, namespace })
  return { name: parts.chartName, version, appVersion: parts.appVersion, values: parts.values }
}

function packChart(
  { store }: FluxContext,
  object: ClusterObject,
  {
    name,
    version,
    revision,
    namespace,
  }: { name: string; version: string; revision: string; namespace: string },
): void {
  const { chart } = object.spec as ReleaseSpec
  const own = chartName(object)
  store.apply({
    kind: 'HelmChart',
    namespace,
    name: own,
    spec: {
      chart: chart?.spec.chart,
      interval: '1m',
      sourceRef: { kind: chart?.spec.sourceRef.kind, name: chart?.spec.sourceRef.name },
    },
  })
  store.update('HelmChart', namespace, own, (current) => {
    const artifact = {
      revision: version,
      digest: digestOf({ name, version }),
      lastUpdateTime: store.now(),
      path: `helmchart/${namespace}/${own}/${name}-${version}.tgz`,
      url: `http://source-controller.flux-system.svc.cluster.local./helmchart/${own}.tgz`,
    }
    const old = artifactOf(current)
    setStatus(current, {
      observedGeneration: current.metadata.generation,
      observedChartName: name,
      observedSourceArtifactRevision: revision,
      artifact: old?.revision === version ? old : artifact,
    })
    setCondition(
      current,
      store.now(),
      'Ready',
      'True',
      'ChartPackageSucceeded',
      `packaged '${name}' chart with version '${version}'`,
    )
  })
  store.update(object.kind, object.metadata.namespace, object.metadata.name, (current) => {
    setStatus(current, { helmChart: `${namespace}/${own}` })
  })
}

function chartName({ metadata }: ClusterObject): string {
  return `${metadata.namespace}-${metadata.name}`
}

function record(
  current: ClusterObject,
  now: string,
  made: { chart: Chart; release: string; target: string; version: number; values: JsonObject },
): void {
  const { chart, release, target, version, values } = made
  const { history = [] } = statusOf(current) as { history?: readonly object[] }
  const entry = {
    name: release,
    namespace: target,
    version,
    chartName: chart.name,
    chartVersion: chart.version,
    appVersion: chart.appVersion,
    configDigest: digestOf(values),
    digest: digestOf({ release, version }),
    firstDeployed: now,
    lastDeployed: now,
    status: 'deployed',
  }
  setStatus(current, { history: [entry, ...history].slice(0, 5), storageNamespace: target })
}

function digestOf(value: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`
}
