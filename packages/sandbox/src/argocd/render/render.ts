import type { ApplicationSource } from '../application/object.ts'
import type { ChartOptions } from '../source/charts.ts'
import type { Snapshot } from '../source/git-mirrors.ts'
import { renderDirectory } from './directory.ts'
import { findValuesFiles, readChart, renderChart } from './helm.ts'
import { findKustomization, joinPath, renderKustomization } from './kustomize.ts'
import { RenderError, toManifest, type Json, type JsonObject, type Manifest } from './manifest.ts'

export type SourceType = 'Helm' | 'Kustomize' | 'Directory'

/** One source with what its revision resolved to. */
export interface ResolvedSource {
  source: ApplicationSource
  /** Commit of a git source, version of a chart. */
  revision: string
  snapshot?: Snapshot
  chart?: ChartOptions
}

export interface RenderedSource {
  type: SourceType
  manifests: Manifest[]
}

/**
 * Makes the manifests of one source. The type is found as Argo CD finds it: a chart, a `Chart.yaml`, a
 * kustomization, else plain files. `others` are all sources of the application, for `$ref/…` value files.
 *
 * @throws RenderError with the text that ends up in the condition `ComparisonError`.
 */
export async function renderSource(
  resolved: ResolvedSource,
  others: readonly ResolvedSource[],
  application: { name: string; namespace: string },
): Promise<RenderedSource> {
  const { type, objects } = await render(resolved, others, application.name)
  const namespace = resolved.source.kustomize?.namespace ?? application.namespace
  return { type, manifests: objects.map((object) => toManifest(object, namespace)) }
}

async function render(
  resolved: ResolvedSource,
  others: readonly ResolvedSource[],
  release: string,
): Promise<{ type: SourceType; objects: JsonObject[] }> {
  const { source, snapshot, chart } = resolved
  const helm = source.helm ?? {}
  if (chart !== undefined) {
    const values = JSON.parse(JSON.stringify(chart.values ?? {})) as JsonObject
    const readValueFile = valueFileReader(undefined, '', others)
    const appVersion = chart.appVersion ?? chart.version
    return {
      type: 'Helm',
      objects: await renderChart({
        release,
        chartName: chart.chart,
        appVersion,
        values,
        helm,
        readValueFile,
      }),
    }
  }
  // A source that only lends its files to `$ref` renders nothing itself.
  if (snapshot === undefined || (source.ref !== undefined && source.path === undefined))
    return { type: 'Directory', objects: [] }
  const directory = joinPath('', source.path ?? '')
  const inside =
    directory === '' ? snapshot.paths : snapshot.paths.filter((path) => path.startsWith(`${directory}/`))
  if (inside.length === 0) throw new RenderError(`${directory}: app path does not exist`)

  if (snapshot.paths.includes(joinPath(directory, 'Chart.yaml'))) {
    const { plain, ...parts } = await readChart(snapshot, directory)
    const readValueFile = valueFileReader(snapshot, directory, others)
    return {
      type: 'Helm',
      objects: [...plain, ...(await renderChart({ release, helm, readValueFile, ...parts }))],
    }
  }
  if (findKustomization(snapshot, directory) !== undefined) {
    if (source.kustomize?.images !== undefined) {
      throw new RenderError(
        'kustomize build failed: the sandbox does not render spec.source.kustomize.images',
      )
    }
    return { type: 'Kustomize', objects: await renderKustomization(snapshot, directory) }
  }
  const objects = await renderDirectory(snapshot, directory, source.directory ?? {})
  const valueFiles = helm.valueFiles ?? findValuesFiles(snapshot, directory)
  if (objects.length > 0 || valueFiles.length === 0) return { type: 'Directory', objects }
  const readValueFile = valueFileReader(snapshot, directory, others)
  const input = {
    release,
    chartName: directory || 'the repository',
    appVersion: 'latest',
    values: {},
    readValueFile,
  }
  return { type: 'Helm', objects: await renderChart({ ...input, helm: { ...helm, valueFiles } }) }
}

function valueFileReader(
  own: Snapshot | undefined,
  directory: string,
  others: readonly ResolvedSource[],
): (path: string) => Promise<string | undefined> {
  return async (path) => {
    const reference = /^\$([^/]+)\/(.+)$/.exec(path)
    if (reference?.[1] === undefined || reference[2] === undefined)
      return read(own, joinPath(directory, path))
    const other = others.find((candidate) => candidate.source.ref === reference[1])
    if (other === undefined)
      throw new RenderError(`source referenced "${reference[1]}", but no source has a 'ref' field defined`)
    return read(other.snapshot, joinPath('', reference[2]))
  }
}

async function read(snapshot: Snapshot | undefined, path: string): Promise<string | undefined> {
  return snapshot?.paths.includes(path) === true ? snapshot.read(path) : undefined
}

/** JSON with sorted keys: equal exactly for equal values. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
