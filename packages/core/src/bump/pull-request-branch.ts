import type { BumpRequest } from './request.ts'

/** Branches that are ours to write and to delete begin with this. */
export const BRANCH_PREFIX = 'gitops/'

/** Git takes 255 bytes for a part of a ref on most file systems; room is left for `.lock` and the directories. */
const MAX_SERVICES = 150

/**
 * `gitops/<environment or base>/<services>`: the same for the same services and environment, and another for others,
 * for what is written on it goes into the one pull request of the branch.
 */
export function pullRequestBranch(
  { wanted, environment }: Pick<BumpRequest, 'wanted' | 'environment'>,
  base: string,
): string {
  return `${BRANCH_PREFIX}${environment ?? base}/${listServices(wanted.map(({ service }) => service))}`
}

/** Names of services as one part of a branch name: the same for the same services in any order. */
export function listServices(names: readonly string[]): string {
  // "+" is in no name of a service, so no two lists read alike.
  const services = [...new Set(names)].sort()
  const listed = services.map(withoutRefSyntax).join('+')
  return listed.length <= MAX_SERVICES
    ? listed
    : `${services.length}-services+${fingerprint(services.join('+'))}`
}

/** Service names are wider than ref names: https://git-scm.com/docs/git-check-ref-format */
function withoutRefSyntax(service: string): string {
  return service.replaceAll('..', '.+').replace(/\.lock$/, '+lock')
}

/** FNV-1a with 32 bits, as hex: to tell lists apart, not to guard anything. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
