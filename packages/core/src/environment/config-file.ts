import type { Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type GitOpsConfig, parseConfig } from './config.ts'

/** Where the configuration is when nobody says; only this one may be missing. */
const DEFAULT_PATH = 'gitops.yaml'

/**
 * The configuration on the default branch; undefined when nobody asked for one and there is none.
 * @throws ActionError `config-not-found`, and those of `parseConfig`
 */
export function readConfigFile(
  { config: path, repository }: { readonly config: string; readonly repository: string },
  { defaultBranchFiles, defaultBranch }: Pick<Snapshot, 'defaultBranchFiles' | 'defaultBranch'>,
): GitOpsConfig | undefined {
  const file = defaultBranchFiles.get(path)
  if (file?.text !== undefined) return parseConfig(file.text, path)
  if (file === undefined && path === DEFAULT_PATH) return undefined
  const what = file === undefined ? 'is not there' : 'is not a file of UTF-8 text'
  throw new ActionError(
    'config-not-found',
    `The configuration "${path}" ${what} on the default branch "${defaultBranch}" of ${repository}: correct the input "config", or leave it out.`,
  )
}
