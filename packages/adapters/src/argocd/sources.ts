import { ActionError } from '@gitops-actions/core'
import { listAt, objectAt, textAt } from '../json/member.ts'
import { normaliseRepositoryUrl } from './repository-url.ts'

/** Takes, out of what Argo CD says about all sources of an application, the revisions of those that are ours. */
export interface OurSources {
  /** Of an object with `revision` or `revisions`; none when one of ours is missing in it. */
  revisionsIn(value: unknown): readonly string[]
  /** Directories of our repository that they render; a source that only lends files to others has none. */
  readonly directories: readonly string[]
}

/**
 * Finds the sources that read `repositoryUrl`. Charts have versions and other repositories have commits of their own: they say
 * nothing about ours.
 * @throws ActionError `no-matching-source`
 */
export function findOurSources(
  spec: unknown,
  status: unknown,
  label: string,
  repositoryUrl: string,
): OurSources {
  const wanted = normaliseRepositoryUrl(repositoryUrl)
  const isOurs = (source: unknown): boolean =>
    (textAt(source, 'chart') ?? '') === '' &&
    normaliseRepositoryUrl(textAt(source, 'repoURL') ?? '') === wanted
  const hydrator = objectAt(spec, 'sourceHydrator', 'drySource')
  const several = listAt(spec, 'sources')
  const sources = several.length > 0 ? several : [hydrator ?? objectAt(spec, 'source')]
  const positions = sources.flatMap((source, index) => (isOurs(source) ? [index] : []))
  if (positions.length === 0) throw noSource(label, sources, repositoryUrl)
  const directories = positions.flatMap((index) => textAt(sources[index], 'path') ?? [])
  if (several.length > 0) {
    const revisionsIn = (value: unknown): readonly string[] =>
      complete(positions.map((index) => listAt(value, 'revisions')[index]))
    return { directories, revisionsIn }
  }
  const dry = hydrator === undefined ? (revision: unknown) => revision : dryRevisions(status)
  return { directories, revisionsIn: (value) => complete([dry(textAt(value, 'revision'))]) }
}

/** None when one is missing: what is known of the others would pass for the whole. */
function complete(revisions: readonly unknown[]): readonly string[] {
  const known = revisions.filter((revision) => typeof revision === 'string' && revision !== '')
  return known.length === revisions.length ? (known as readonly string[]) : []
}

/**
 * The source hydrator renders our (dry) commits into commits of another branch, and those are what is synced.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/
 */
function dryRevisions(status: unknown): (hydrated: unknown) => unknown {
  const operations = ['currentOperation', 'lastSuccessfulOperation'].map((name) =>
    objectAt(status, 'sourceHydrator', name),
  )
  return (hydrated) => {
    const made = operations.find((operation) => operation?.hydratedSHA === hydrated)
    return hydrated === undefined || made === undefined ? hydrated : made.drySHA
  }
}

function noSource(label: string, sources: readonly unknown[], repositoryUrl: string): ActionError {
  const read = [...new Set(sources.map((source) => textAt(source, 'repoURL') ?? 'no repository'))].join(', ')
  return new ActionError(
    'no-matching-source',
    `Application "${label}" reads ${read}, not ${repositoryUrl}: its revision says nothing about ours. Check "applications" and "repository".`,
  )
}
