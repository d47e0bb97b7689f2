import type { EnvironmentSettings, GitOpsConfig } from '../environment/config.ts'
import { checkTagPolicy } from '../environment/policy.ts'
import { findPlaintextSecret } from '../manifest/plaintext-secret.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { ActionError } from '../report/error.ts'
import { holdsFile } from './environment-files.ts'
import type { BumpRequest, WantedImage } from './request.ts'

/**
 * Holds the images against the policy of an environment. Where it takes builds of the default branch alone, the host is
 * asked which that is, unless the event of this run tells.
 * @throws ActionError `blocked-by-policy`; and of the source repositories
 */
export async function checkPolicy(
  environment: EnvironmentSettings,
  { wanted, origin }: Pick<BumpRequest, 'wanted' | 'origin'>,
  sources: SourceRepositories | undefined,
): Promise<void> {
  for (const one of wanted) {
    const isAsked = environment.tags.kind === 'main'
    checkTagPolicy(environment, [one], isAsked ? await defaultBranchOf(one, origin, sources) : undefined)
  }
}

function defaultBranchOf(
  { source }: WantedImage,
  origin: BumpRequest['origin'],
  sources: SourceRepositories | undefined,
): string | undefined | Promise<string | undefined> {
  if (source?.ref?.startsWith('refs/heads/') !== true) return undefined
  if (source.repository.toLowerCase() === origin?.repository.toLowerCase()) return origin.defaultBranch
  return sources?.defaultBranch(source.repository)
}

/**
 * Refuses to touch a file whose secrets anybody can read: a commit of ours must not look as if they belonged there.
 * @throws ActionError `plaintext-secret`
 */
export function checkSecrets(files: readonly RepositoryFile[]): void {
  for (const file of files) {
    const at = findPlaintextSecret(file)
    if (at === undefined) continue
    throw new ActionError(
      'plaintext-secret',
      `${at}: this file holds a Kubernetes Secret with readable data, and is not changed. Encrypt it (SOPS, SealedSecret) or let an operator fetch it (ExternalSecret), move it to another file, or set "allow-plaintext-secrets: true".`,
      { outcome: 'blocked-by-policy' },
    )
  }
}

/**
 * The environments that the changed files belong to, whatever the inputs say: naming files is no way around the
 * policy of the environment that they are in.
 */
export function environmentsOf(
  files: readonly string[],
  config: GitOpsConfig,
  snapshot: Pick<Snapshot, 'branch' | 'defaultBranch'>,
): readonly EnvironmentSettings[] {
  const here = config.environments.filter(
    ({ branch }) => (branch ?? snapshot.defaultBranch) === snapshot.branch,
  )
  return [...new Set(files.flatMap((file) => environmentOf(file, here)))]
}

/** The environment whose path is nearest to the file, rather one that names its files; of several at one path, all. */
function environmentOf(
  file: string,
  environments: readonly EnvironmentSettings[],
): readonly EnvironmentSettings[] {
  const holding = environments.filter((environment) => holdsFile(environment, file))
  const naming = holding.filter(({ files }) => files.length > 0)
  const around = naming.length > 0 ? naming : holding
  const longest = Math.max(...around.map(({ path = '' }) => path.length))
  return around.filter(({ path = '' }) => path.length === longest)
}
