import { listServices } from '../bump/pull-request-branch.ts'

/** `<prefix>promote/<from>/<to>/<services, or all>`: the same for the same promotion, and another for others. */
export function promotionBranch(
  { branchPrefix, services }: { readonly branchPrefix: string; readonly services: readonly string[] },
  { from, to }: { readonly from: { readonly name: string }; readonly to: { readonly name: string } },
): string {
  const what = services.length === 0 ? 'all' : `only/${listServices(services)}`
  return `${branchPrefix}promote/${from.name}/${to.name}/${what}`
}
