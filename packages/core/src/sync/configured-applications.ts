import type { EnvironmentSettings, GitOpsConfig } from '../environment/config.ts'
import { applicationLabel, type ApplicationName } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'

/** Where the configuration says that the applications of an environment are. */
export interface ConfiguredApplications {
  readonly agent: 'argocd' | 'flux'
  readonly applications: readonly ApplicationName[]
  /** Argo CD's project. */
  readonly project: string | undefined
}

/**
 * The applications of an environment by its `verify` settings, with `{service}` and `{environment}` filled in: one for each
 * service where the settings speak of services. Undefined when there are no settings.
 * @param services the services that were released; none: all of the configuration
 * @throws ActionError `invalid-input` when the settings speak of services and there is none
 */
export function configuredApplications(
  { name: environment, verify }: EnvironmentSettings,
  services: readonly string[],
  config: GitOpsConfig,
): ConfiguredApplications | undefined {
  if (verify === undefined) return undefined
  const texts =
    verify.agent === 'argocd'
      ? [verify.application, verify.namespace ?? '', verify.project ?? '']
      : [verify.name, verify.namespace]
  const isByService = texts.some((text) => text.includes('{service}'))
  const named = services.length > 0 ? services : config.services.map(({ name }) => name)
  if (isByService && named.length === 0) {
    throw new ActionError(
      'invalid-input',
      `"verify" of the environment "${environment}" in ${config.path} speaks of {service}, and nobody names one: give "service" or "release", or list services there.`,
    )
  }
  const filled = (isByService ? named : ['']).map((service) => {
    const fill = (text: string): string =>
      text.replaceAll('{service}', service).replaceAll('{environment}', environment)
    return verify.agent === 'argocd'
      ? {
          name: { name: fill(verify.application), namespace: optional(verify.namespace, fill) },
          project: optional(verify.project, fill),
        }
      : {
          name: { kind: verify.kind, name: fill(verify.name), namespace: fill(verify.namespace) },
          project: undefined,
        }
  })
  const projects = [...new Set(filled.map(({ project }) => project))]
  const unique = new Map(filled.map(({ name }) => [applicationLabel(name), name]))
  return {
    agent: verify.agent,
    applications: [...unique.values()],
    // Several projects cannot be asked for at once; without one all are looked through.
    project: projects.length === 1 ? projects[0] : undefined,
  }
}

function optional(text: string | undefined, fill: (text: string) => string): string | undefined {
  return text === undefined ? undefined : fill(text)
}
