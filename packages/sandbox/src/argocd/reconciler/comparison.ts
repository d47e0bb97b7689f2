import type { Application, ApplicationSource } from '../application/object.ts'
import { hasMultipleSources, listSources } from '../application/object.ts'
import type { ChartRepository } from '../source/charts.ts'
import { GitFailure } from '../source/git-failure.ts'
import { normaliseUrl, type GitMirrors } from '../source/git-mirrors.ts'
import { keyOf, objectAt, type Manifest } from '../render/manifest.ts'
import { renderSource, type ResolvedSource, type SourceType } from '../render/render.ts'
import { isSame, type Cluster, type LiveResource } from './cluster.ts'

/** What an application should be, or why that cannot be told. */
export interface TargetState {
  /** One per source: a commit, or a chart's version. Empty when a source could not be resolved. */
  revisions: string[]
  types: SourceType[]
  manifests: Manifest[]
  error?: string
}

export interface ComparedResource {
  target?: Manifest
  live?: LiveResource
  status: 'Synced' | 'OutOfSync'
  requiresPruning: boolean
}

export interface SourceAccess {
  mirrors: GitMirrors
  charts: ChartRepository
}

/**
 * Reads and renders the sources of an application. `pinned` gives revisions to use instead of resolving the target
 * revisions; the previous state serves `manifest-generate-paths`. Never rejects: what fails becomes `error`.
 */
export async function readTargetState(
  application: Application,
  access: SourceAccess,
  pinned: readonly string[] | undefined,
  previous?: TargetState,
): Promise<TargetState> {
  const sources = listSources(application.spec)
  const revisions: string[] = []
  for (const [index, source] of sources.entries()) {
    try {
      const resolved = await resolveSource(source, access, pinned?.[index])
      const before = pinned === undefined ? previous?.revisions[index] : undefined
      revisions.push(await holdUntouched(application, source, access, resolved.revision, before))
    } catch (error) {
      return { revisions: [], types: [], manifests: [], error: describeFailure(error, index, sources.length) }
    }
  }
  return renderTargetState(application, access, revisions)
}

async function renderTargetState(
  application: Application,
  access: SourceAccess,
  revisions: string[],
): Promise<TargetState> {
  const sources = listSources(application.spec)
  const context = {
    name: application.metadata.name,
    namespace: application.spec.destination.namespace ?? 'default',
  }
  const state: TargetState = { revisions, types: [], manifests: [] }
  let current = 0
  try {
    const resolved: ResolvedSource[] = []
    for (const [index, source] of sources.entries()) {
      current = index
      resolved.push(await resolveSource(source, access, revisions[index], true))
    }
    for (const [index, source] of resolved.entries()) {
      current = index
      const rendered = await renderSource(source, resolved, context)
      state.types.push(rendered.type)
      state.manifests.push(...rendered.manifests.map((manifest) => track(manifest, context.name)))
    }
    return state
  } catch (error) {
    return { revisions: [], types: [], manifests: [], error: describeFailure(error, current, sources.length) }
  }
}

/** Compares wanted and live resources one by one. */
export function compareResources(target: TargetState, cluster: Cluster): ComparedResource[] {
  const wanted = new Map(target.manifests.map((manifest) => [keyOf(manifest), manifest]))
  const compared: ComparedResource[] = [...wanted].map(([key, manifest]) => {
    const live = cluster.get(key)
    if (live === undefined) return { target: manifest, status: 'OutOfSync', requiresPruning: false }
    const status = isSame(live.manifest, manifest) ? 'Synced' : 'OutOfSync'
    return { target: manifest, live, status, requiresPruning: false }
  })
  for (const live of cluster.list()) {
    if (!wanted.has(keyOf(live.manifest))) compared.push({ live, status: 'OutOfSync', requiresPruning: true })
  }
  return compared
}

/** The fields of `sync` and `syncResult` that name revisions: one for a single source, a list for several. */
export function revisionFields(
  application: Application,
  revisions: string[],
): { revision?: string; revisions?: string[] } {
  if (hasMultipleSources(application.spec)) return { revisions }
  return revisions[0] === undefined ? {} : { revision: revisions[0] }
}

/** Resolves one source, and opens its files when asked to. */
export async function resolveSource(
  source: ApplicationSource,
  access: SourceAccess,
  pinned?: string,
  open = false,
): Promise<ResolvedSource> {
  if (source.chart !== undefined) {
    const chart = access.charts.find(source.repoURL, source.chart, pinned ?? source.targetRevision ?? '*')
    return { source, revision: chart.version, chart }
  }
  const revision = await access.mirrors.resolve(source.repoURL, pinned ?? targetOf(source))
  if (!open) return { source, revision }
  return { source, revision, snapshot: await access.mirrors.snapshot(source.repoURL, revision) }
}

/** A target that is not set and one that is empty both mean the default branch. */
function targetOf(source: ApplicationSource): string {
  return source.targetRevision === undefined || source.targetRevision === '' ? 'HEAD' : source.targetRevision
}

/**
 * With the annotation `argocd.argoproj.io/manifest-generate-paths` an application stays at its revision when the
 * commits since then touch none of the paths.
 */
async function holdUntouched(
  application: Application,
  source: ApplicationSource,
  access: SourceAccess,
  revision: string,
  before: string | undefined,
): Promise<string> {
  const paths = application.metadata.annotations?.['argocd.argoproj.io/manifest-generate-paths']
  if (paths === undefined || before === undefined || before === revision || source.chart !== undefined)
    return revision
  const changed = await access.mirrors.changedPaths(source.repoURL, before, revision)
  return changed.some((path) => touches(path, paths, source.path ?? '')) ? revision : before
}

function touches(path: string, paths: string, sourcePath: string): boolean {
  return paths.split(';').some((entry) => {
    const joined = entry.startsWith('/') ? entry.slice(1) : `${sourcePath}/${entry}`
    const prefix = joined.replace(/(^|\/)\.(?=\/|$)/g, '').replace(/^\/+|\/+$/g, '')
    return prefix === '' || path === prefix || path.startsWith(`${prefix}/`)
  })
}

/** Whether a source reads the repository. */
export function readsRepository(source: ApplicationSource, url: string): boolean {
  return normaliseUrl(source.repoURL) === normaliseUrl(url)
}

/** Argo CD v3 marks what it manages by annotation. */
function track(manifest: Manifest, application: string): Manifest {
  const metadata = objectAt(manifest.body, 'metadata') ?? {}
  const place = manifest.namespace === '' ? '' : `${manifest.namespace}/`
  const id = `${application}:${manifest.group}/${manifest.kind}:${place}${manifest.name}`
  const annotations = { ...objectAt(metadata, 'annotations'), 'argocd.argoproj.io/tracking-id': id }
  return { ...manifest, body: { ...manifest.body, metadata: { ...metadata, annotations } } }
}

function describeFailure(error: unknown, index: number, count: number): string {
  const text =
    error instanceof GitFailure
      ? translateGit(error.message)
      : error instanceof Error
        ? error.message
        : String(error)
  return `Failed to load target state: failed to generate manifest for source ${index + 1} of ${count}: rpc error: code = Unknown desc = ${text}`
}

/** Argo CD reads repositories with go-git, whose words differ from git's. */
function translateGit(message: string): string {
  if (/Authentication failed|could not read Username/.test(message))
    return 'failed to list refs: authentication required'
  if (/not found|does not appear to be a git repository/.test(message))
    return 'failed to list refs: repository not found'
  return message
}
