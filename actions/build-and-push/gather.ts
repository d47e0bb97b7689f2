import { type openRunAdapters, readCommitTime, readWorkspaceConfig } from '@gitops-actions/adapters'
import {
  type BuildAndPushRequest,
  type BuildSource,
  isEnvironmentPush,
  nameEnvironments,
  parseConfig,
} from '@gitops-actions/core'
import type { RunContext } from '@gitops-actions/kit'
import type { BuildAndPushInputs } from './inputs.ts'
import { readPush, readSource } from './source.ts'

interface Surroundings {
  readonly given: BuildAndPushInputs
  readonly context: RunContext
  readonly adapters: Awaited<ReturnType<typeof openRunAdapters>>
  readonly workspace: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What was asked for, with what the event, the commit and the configuration say about it. */
export async function gatherRequest(around: Surroundings): Promise<Omit<BuildAndPushRequest, 'digests'>> {
  const { given, workspace, context } = around
  const source = await datedSource(around)
  const text = await readWorkspaceConfig(workspace, given.config)
  const config = text === undefined ? undefined : parseConfig(text, given.config)
  const { prefixes, environments, paths } = nameEnvironments(given.tagPrefixes, config, source)
  const push = readPush(context)
  const known = [...paths, ...given.environmentPaths]
  const isOurs =
    push !== undefined &&
    given.sourceToken !== '' &&
    (await isEnvironmentPush(push, known, (base, head) =>
      around.adapters.repository(given.sourceToken, source.repository).compare(base, head),
    ))
  return { ...given.request, source, prefixes, environments, isEnvironmentPush: isOurs }
}

/** The event has the time of the commit that was pushed; of others the checked-out repository knows it. */
async function datedSource({ context, workspace, env }: Surroundings): Promise<BuildSource> {
  const source = readSource(context)
  if (source.committed !== undefined) return source
  return { ...source, committed: await readCommitTime(workspace, source.sha, env) }
}
