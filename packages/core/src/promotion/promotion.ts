import type { GitOpsConfig } from '../environment/config.ts'
import { readConfigFile } from '../environment/config-file.ts'
import { ActionError } from '../report/error.ts'
import { promoteBranch } from './branch.ts'
import { promoteDirectory } from './directory.ts'
import { chooseStrategy, resolveDirectories } from './directory-sides.ts'
import { showGates } from './gate-check.ts'
import type { PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'
import { resolveSides } from './sides.ts'

/**
 * Opens or updates the one pull request that promotes `from` to `to`, or closes it when nothing is left to promote.
 * Branches of people are never written.
 * @throws ActionError of the ports, of `readConfigFile` and of the two strategies; `invalid-input`
 */
export async function openPromotion(
  given: PromotionRequest,
  ports: PromotionPorts,
): Promise<PromotionReport> {
  const snapshot = await ports.repository.read({ defaultBranchFiles: [given.config] })
  const config = readConfigFile(given, snapshot)
  const request = { ...given, from: sourceOf(given, config) }
  const strategy = chooseStrategy(request, config)
  if (strategy === 'branch') refuseParts(request)
  const report =
    strategy === 'directory'
      ? await promoteDirectory(request, resolveDirectories(request, config), config, ports)
      : await promoteBranch(request, resolveSides(request, config), config, ports)
  for (const notice of report.notices) ports.log.warning(notice)
  for (const aside of report.asides) ports.log.info(aside)
  await showGates(report, request, ports)
  return report
}

/** The environment that `to` is promoted from by the configuration, unless somebody said another. */
function sourceOf({ from, to }: PromotionRequest, config: GitOpsConfig | undefined): string {
  if (from !== '') return from
  return config?.environments.find(({ name }) => name === to)?.from ?? ''
}

/** @throws ActionError `invalid-input`: a merge takes everything of a branch */
function refuseParts({ services, files }: PromotionRequest): void {
  const given = [...(services.length > 0 ? ['"services"'] : []), ...(files.length > 0 ? ['"files"'] : [])]
  if (given.length === 0) return
  throw new ActionError(
    'invalid-input',
    `${given.join(' and ')} choose what is promoted between directories, but this promotion merges a branch, which brings everything: take ${given.length === 1 ? 'it' : 'them'} out, or use "strategy: directory".`,
  )
}
