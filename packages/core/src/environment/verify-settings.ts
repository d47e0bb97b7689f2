import type { Cursor } from '../manifest/tree.ts'
import { configError, readFields, readText, readWord } from './config-reader.ts'

/** How the applications of an environment are found in the agent. Texts may hold `{service}` and `{environment}`. */
export type VerifySettings =
  | {
      readonly agent: 'argocd'
      readonly application: string
      readonly project: string | undefined
      readonly namespace: string | undefined
    }
  | {
      readonly agent: 'flux'
      readonly kind: 'Kustomization' | 'HelmRelease'
      readonly name: string
      readonly namespace: string
    }

const KEYS = {
  argocd: ['agent', 'application', 'project', 'namespace'],
  flux: ['agent', 'kind', 'name', 'namespace'],
} as const

/** @throws ActionError `invalid-config` */
export function readVerify(at: Cursor): VerifySettings {
  const agentField = readFields(at).get('agent')
  if (agentField === undefined) throw configError(at, 'has no "agent": wanted "argocd" or "flux"')
  const agent = readWord(agentField, ['argocd', 'flux'])
  const fields = readFields(at, KEYS[agent])
  const text = (key: string): string | undefined => {
    const field = fields.get(key)
    return field === undefined ? undefined : readTemplate(field)
  }
  const needed = (key: string, example: string): string => {
    const found = text(key)
    if (found === undefined) throw configError(at, `has no "${key}": wanted one such as "${example}"`)
    return found
  }
  if (agent === 'argocd') {
    const application = needed('application', '{service}-{environment}')
    return { agent, application, project: text('project'), namespace: text('namespace') }
  }
  const kind = fields.get('kind')
  return {
    agent,
    kind: kind === undefined ? 'Kustomization' : readWord(kind, ['Kustomization', 'HelmRelease']),
    name: needed('name', '{service}-{environment}'),
    namespace: needed('namespace', 'flux-system'),
  }
}

function readTemplate(at: Cursor): string {
  const text = readText(at, 'a name')
  const foreign = /\{(?!(?:service|environment)\})[^}]*\}?/.exec(text)?.[0]
  if (text === '') throw configError(at, 'is empty: wanted a name')
  if (foreign !== undefined) {
    throw configError(at, `holds "${foreign}": only {service} and {environment} are filled in`)
  }
  return text
}
