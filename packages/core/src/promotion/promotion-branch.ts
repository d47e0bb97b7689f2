import { listServices } from '../bump/pull-request-branch.ts'
import type { DirectorySides } from './directory-sides.ts'

/** `<prefix>promote/<from>/<to>/<services, or all>`: the same for the same promotion, and another for others. */
export function promotionBranch(
  { branchPrefix, services }: { readonly branchPrefix: string; readonly services: readonly string[] },
  { from, to }: DirectorySides,
): string {
  const what = services.length === 0 ? 'all' : `only/${listServices(services)}`
  return `${branchPrefix}promote/${from.name}/${to.name}/${what}`
}
