import { type EnvironmentSettings, findEnvironment, type GitOpsConfig } from '../environment/config.ts'
import { applicationLabel, type ApplicationTarget, isSelector } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'
import { type ConfiguredApplications, configuredApplications } from './configured-applications.ts'

export type AgentKind = 'argocd' | 'flux'

/** What the inputs say of the applications; what they leave open is for the configuration. */
export interface TargetInputs {
  readonly agent: AgentKind | undefined
  readonly applications: readonly ApplicationTarget[]
  /** Of applications that name none. */
  readonly namespace: string | undefined
  readonly project: string | undefined
  readonly environment: string | undefined
  /** Services that are to be verified; none: all of the configuration. */
  readonly services: readonly string[]
}

/** What is verified, by which agent. */
export interface VerificationTargets {
  readonly agent: AgentKind
  readonly applications: readonly ApplicationTarget[]
  readonly project: string | undefined
  /** Of the configuration; undefined when it does not speak of the environment. */
  readonly environment: EnvironmentSettings | undefined
}

/**
 * The applications to verify: those of the inputs, else those that the environment's `verify` of the configuration names.
 * @throws ActionError `invalid-input`, `unknown-environment`
 */
export function findTargets(given: TargetInputs, config: GitOpsConfig | undefined): VerificationTargets {
  const { environment: name, services } = given
  const isConfigured = config !== undefined && config.environments.length > 0
  const environment = name === undefined || !isConfigured ? undefined : findEnvironment(config, name)
  if (given.applications.length > 0) {
    const { verify } = environment ?? {}
    const agent = given.agent ?? verify?.agent ?? 'argocd'
    const ofConfig = verify?.agent === 'argocd' && agent === 'argocd' ? verify.project : undefined
    const project = given.project ?? (ofConfig?.includes('{') === true ? undefined : ofConfig)
    return { agent, project, environment, applications: place(given.applications, agent, given.namespace) }
  }
  const found =
    environment === undefined || config === undefined
      ? undefined
      : configuredApplications(environment, services, config)
  if (found === undefined) throw nothingNamed(given, config)
  checkAgent(given, found)
  const applications = place(found.applications, found.agent, given.namespace)
  return { agent: found.agent, project: given.project ?? found.project, environment, applications }
}

function checkAgent({ agent, environment = '' }: TargetInputs, found: ConfiguredApplications): void {
  if (agent === undefined || agent === found.agent) return
  throw new ActionError(
    'invalid-input',
    `the input "agent" is "${agent}", and "verify" of the environment "${environment}" says "${found.agent}"; leave "agent" out, or name the applications in "applications"`,
  )
}

/** Each once, in the namespace that is meant. */
function place(
  targets: readonly ApplicationTarget[],
  agent: AgentKind,
  namespace: string | undefined,
): readonly ApplicationTarget[] {
  const placed = targets.map((target) => ({ ...target, namespace: target.namespace ?? namespace }))
  const odd = agent === 'argocd' ? placed.find(({ kind }) => kind !== undefined) : undefined
  if (odd !== undefined) {
    throw new ActionError(
      'invalid-input',
      `the input "applications" has the line ${JSON.stringify(labelOf(odd))}, with a kind; Argo CD has one kind only: wanted "name" or "namespace/name"`,
    )
  }
  return [...new Map(placed.map((target) => [labelOf(target), target])).values()]
}

function labelOf(target: ApplicationTarget): string {
  if (!isSelector(target)) return applicationLabel(target)
  const { selector, ...rest } = target
  return applicationLabel({ ...rest, name: `selector=${selector}` })
}

function nothingNamed({ environment }: TargetInputs, config: GitOpsConfig | undefined): ActionError {
  const name = environment === undefined ? 'an environment' : `the environment "${environment}"`
  const where = config === undefined ? 'a "gitops.yaml" of the environment repository' : config.path
  const how =
    environment === undefined
      ? 'name them, or give "environment" where'
      : `name them, or say in ${where} how those of ${name} are found: there is no`
  const end =
    environment === undefined ? `${where} says how its applications are found (\`verify\`)` : '`verify`'
  return new ActionError('invalid-input', `the input "applications" is empty; ${how} ${end}`)
}
