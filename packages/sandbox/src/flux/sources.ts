import { createHash } from 'node:crypto'
import { GitFailure } from '../argocd/source/git-failure.ts'
import { removeCondition, setCondition, setStatus } from '../kubernetes/condition.ts'
import type { ClusterObject } from '../kubernetes/store.ts'
import { begin, fail, finish, type FluxContext, type Reconciliation, stall } from './context.ts'

/** What a source has fetched. https://fluxcd.io/flux/components/source/gitrepositories/#artifact */
export interface Artifact {
  readonly revision: string
  readonly digest: string
  readonly lastUpdateTime: string
  readonly path: string
  readonly url: string
  readonly size: number
  readonly metadata?: Readonly<Record<string, string>>
}

interface SourceSpec {
  readonly url: string
  readonly suspend?: boolean
  readonly ref?: { readonly branch?: string; readonly tag?: string; readonly commit?: string }
}

interface Fetched {
  readonly revision: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** The artifact of a source; undefined when it has none yet. */
export function artifactOf(source: ClusterObject | undefined): Artifact | undefined {
  return (source?.status as { artifact?: Artifact } | undefined)?.artifact
}

/** Fetches a GitRepository or an OCIRepository. */
export async function reconcileSource(one: Reconciliation): Promise<void> {
  const { context, object } = one
  const { kind, metadata } = object
  const spec = object.spec as SourceSpec
  const { fetch, stalled } = context.faults.of(kind, metadata.namespace, metadata.name)
  if (artifactOf(object) === undefined) {
    one.write((current, now) => {
      begin(current, now, 'building artifact')
    })
  }
  await context.sleep(context.times.work)
  if (stalled !== undefined) {
    stall(one, stalled)
    return
  }
  try {
    if (fetch !== undefined) throw new FetchFailed(fetch.reason, fetch.message)
    const fetched = kind === 'GitRepository' ? await fetchGit(spec, context) : fetchArtifact(spec, context)
    one.write((current, now) => {
      store(current, now, fetched)
      finish(current, object)
    })
  } catch (error) {
    if (!(error instanceof FetchFailed) && !(error instanceof GitFailure)) throw error
    const reason = error instanceof FetchFailed ? error.reason : 'GitOperationFailed'
    one.write((current, now) => {
      setCondition(current, now, 'FetchFailed', 'True', reason, error.message)
      fail(current, now, reason, error.message)
      finish(current, object)
    })
  }
}

class FetchFailed extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

async function fetchGit({ url, ref }: SourceSpec, { mirrors }: FluxContext): Promise<Fetched> {
  const { branch, tag, commit } = ref ?? {}
  const found = await mirrors.resolve(url, commit ?? tag ?? branch ?? 'master')
  const name = tag ?? branch ?? (commit === undefined ? 'master' : '')
  return { revision: name === '' ? `sha1:${found}` : `${name}@sha1:${found}` }
}

function fetchArtifact({ url, ref }: SourceSpec, { artifacts }: FluxContext): Fetched {
  const tag = ref?.tag ?? 'latest'
  const artifact = artifacts.tagged(url, tag)
  if (artifact === undefined) {
    throw new FetchFailed(
      'OCIArtifactPullFailed',
      `failed to pull artifact from '${url}:${tag}': MANIFEST_UNKNOWN`,
    )
  }
  return { revision: `${tag}@${artifact.digest}`, metadata: artifact.metadata }
}

function store(current: ClusterObject, now: string, { revision, metadata }: Fetched): void {
  const { name, namespace } = current.metadata
  const path = `${current.kind.toLowerCase()}/${namespace}/${name}/${revision.split(':').at(-1) ?? ''}.tar.gz`
  const artifact: Artifact = {
    revision,
    digest: `sha256:${createHash('sha256').update(revision).digest('hex')}`,
    lastUpdateTime: now,
    path,
    url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
    size: 1024,
    ...(metadata === undefined ? {} : { metadata }),
  }
  const message = `stored artifact for revision '${revision}'`
  const isNew = artifactOf(current)?.revision !== revision
  if (isNew) setStatus(current, { artifact })
  setCondition(current, now, 'Ready', 'True', 'Succeeded', message)
  setCondition(current, now, 'ArtifactInStorage', 'True', 'Succeeded', message)
  removeCondition(current, 'Reconciling', 'FetchFailed', 'Stalled')
}
