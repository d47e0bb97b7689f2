/**
 * Stands in for `helm template`. There is no Go templating here: what a chart would render is derived from its
 * merged values, by the conventions that nearly all charts follow.
 *
 * - Every `image` found in the values gives one Deployment with one container. An image is a mapping with
 *   `repository` (and `registry`, `tag`, `digest`), or a string under the key `image`. The Deployment is named after the release,
 *   with the keys above `image` appended (`worker.image` → `<release>-worker`); `replicaCount` beside it counts.
 * - An empty tag means the chart's `appVersion`, as in the chart that `helm create` makes.
 * - Files in `templates/` that hold no `{{` are rendered as they are; those that do are represented by the above.
 * - A directory that has values files and no Chart.yaml is treated as the values of such a chart.
 *
 * Values merge as Helm does it: the chart's own, then `valueFiles` in order, `values`/`valuesObject`, `parameters`.
 */
import type { ApplicationSource } from '../application/object.ts'
import type { Snapshot } from '../source/git-mirrors.ts'
import { joinImage } from './images.ts'
import { joinPath } from './kustomize.ts'
import {
  isObject,
  parseManifests,
  parseYaml,
  RenderError,
  stringAt,
  type Json,
  type JsonObject,
} from './manifest.ts'

export interface ChartInput {
  /** Default release name, that of the application. */
  release: string
  chartName: string
  appVersion: string
  values: JsonObject
  helm: NonNullable<ApplicationSource['helm']>
  /** Reads a value file: relative to the chart, or `$ref/path` into another source. */
  readValueFile: (path: string) => Promise<string | undefined>
}

/** @throws RenderError when a value file is missing or the values name no image. */
export async function renderChart(input: ChartInput): Promise<JsonObject[]> {
  const values = await mergeValues(input)
  const release = input.helm.releaseName ?? input.release
  const deployments = findImages(values, [], input.appVersion).map((found) => toDeployment(release, found))
  if (deployments.length > 0) return deployments
  throw new RenderError(
    `helm template failed: the values of ${input.chartName} name no image; the sandbox derives workloads from values such as image.repository and image.tag`,
  )
}

/** Reads a chart directory of the repository. */
export async function readChart(
  snapshot: Snapshot,
  directory: string,
): Promise<{ chartName: string; appVersion: string; values: JsonObject; plain: JsonObject[] }> {
  const chartFile = joinPath(directory, 'Chart.yaml')
  const chart = snapshot.paths.includes(chartFile) ? await readMapping(snapshot, chartFile) : {}
  const valuesFile = joinPath(directory, 'values.yaml')
  const values = snapshot.paths.includes(valuesFile) ? await readMapping(snapshot, valuesFile) : {}
  const plain: JsonObject[] = []
  for (const path of snapshot.paths.filter((candidate) => isTemplate(candidate, directory))) {
    const text = await snapshot.read(path)
    if (!text.includes('{{')) plain.push(...parseManifests(text, path))
  }
  const chartName = stringAt(chart, 'name') ?? (directory || 'values')
  return { chartName, appVersion: scalar(chart.appVersion) ?? 'latest', values, plain }
}

/** The values files of a directory that is not a chart; `values.yaml` first, so that the others refine it. */
export function findValuesFiles(snapshot: Snapshot, directory: string): string[] {
  const prefix = directory === '' ? '' : `${directory}/`
  const files = snapshot.paths.filter(
    (path) => path.startsWith(prefix) && /^values[^/]*\.ya?ml$/.test(path.slice(prefix.length)),
  )
  return files
    .map((path) => path.slice(prefix.length))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

async function mergeValues(input: ChartInput): Promise<JsonObject> {
  let values = input.values
  for (const path of input.helm.valueFiles ?? []) {
    const text = await input.readValueFile(path)
    if (text !== undefined) values = mergeMaps(values, toMapping(text, path))
    else if (input.helm.ignoreMissingValueFiles !== true) {
      throw new RenderError(`helm template failed: open ${path}: no such file or directory`)
    }
  }
  if (input.helm.values !== undefined)
    values = mergeMaps(values, toMapping(input.helm.values, 'spec.source.helm.values'))
  if (input.helm.valuesObject !== undefined) {
    values = mergeMaps(values, JSON.parse(JSON.stringify(input.helm.valuesObject)) as JsonObject)
  }
  for (const { name, value } of input.helm.parameters ?? []) {
    if (name !== undefined) values = mergeMaps(values, nest(name.split('.'), value ?? ''))
  }
  return values
}

interface FoundImage {
  path: string[]
  image: string
  replicas: number
}

function findImages(values: JsonObject, path: string[], appVersion: string): FoundImage[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (key === 'image') {
      const image = toImage(value, appVersion)
      if (image !== undefined) {
        const replicas = values.replicaCount
        return [{ path, image, replicas: typeof replicas === 'number' ? replicas : 1 }]
      }
    }
    return isObject(value) ? findImages(value, [...path, key], appVersion) : []
  })
}

function toImage(value: Json, appVersion: string): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  if (!isObject(value)) return undefined
  const repository = stringAt(value, 'repository') ?? stringAt(value, 'name')
  if (repository === undefined || repository === '') return undefined
  const registry = stringAt(value, 'registry') ?? ''
  const digest = stringAt(value, 'digest') ?? ''
  const tag = scalar(value.tag) ?? ''
  const name = registry === '' ? repository : `${registry}/${repository}`
  return joinImage({ name, tag: tag === '' && digest === '' ? appVersion : tag, digest })
}

function toDeployment(release: string, found: FoundImage): JsonObject {
  const name = [release, ...found.path].join('-').toLowerCase()
  const labels = { 'app.kubernetes.io/instance': release, 'app.kubernetes.io/name': name }
  const container = { name: found.path.at(-1) ?? release, image: found.image }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: found.replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

/** Helm merges maps key by key and replaces everything else; null removes a key. */
function mergeMaps(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const existing = result[key]
    if (value === null) Reflect.deleteProperty(result, key)
    else result[key] = isObject(existing) && isObject(value) ? mergeMaps(existing, value) : value
  }
  return result
}

function nest(path: string[], value: string): JsonObject {
  const [key = '', ...rest] = path
  return { [key]: rest.length === 0 ? value : nest(rest, value) }
}

async function readMapping(snapshot: Snapshot, path: string): Promise<JsonObject> {
  return toMapping(await snapshot.read(path), path)
}

function toMapping(text: string, path: string): JsonObject {
  const [value] = parseYaml(text, path)
  if (value === undefined || value === null) return {}
  if (!isObject(value)) throw new RenderError(`helm template failed: ${path} is not a mapping`)
  return value
}

function isTemplate(path: string, directory: string): boolean {
  return path.startsWith(joinPath(directory, 'templates/') + '/') && /\.ya?ml$/.test(path)
}

function scalar(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
