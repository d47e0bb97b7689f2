import { ActionError } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'
import { oneLine } from '../argocd/text.ts'
import type { HttpResponse } from '../http/contract.ts'
import { parseJsonObject } from '../json/object.ts'
import type { ClusterAccess } from './access.ts'

/** Characters of a foreign answer that an error shows. */
const SHOWN = 300

/** What was asked, for the message of a refusal. */
export interface Question {
  /** `get`, `list`, `watch` or `patch`, as RBAC says it. */
  readonly verb: string
  /** `Kustomization flux-system/apps`, or a collection. */
  readonly what: string
  /** `kustomizations.kustomize.toolkit.fluxcd.io`, as RBAC says it. */
  readonly resource: string
  readonly access: ClusterAccess
}

/** A refusal of the API server, with what its kinds are told apart by. */
export class KubernetesRefusal extends ActionError {
  readonly status: number
  /** The word of the server, such as `NotFound`, `Conflict`, `Expired`; empty when it said none. */
  readonly reason: string
  /** The API does not serve such a kind in this version at all: not one object is missing. */
  readonly isUnserved: boolean

  constructor(code: string, sentence: string, status: number, reason: string, isUnserved: boolean) {
    super(code, sentence, { kind: status >= 500 || status === 429 || status === 409 ? 'transient' : 'user' })
    this.status = status
    this.reason = reason
    this.isUnserved = isUnserved
  }
}

/** An answer that is no success as the error of this project. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export function refusal(
  response: Pick<HttpResponse, 'status' | 'text'>,
  question: Question,
): KubernetesRefusal {
  const text = response.text()
  const body = parseJsonObject(text)
  const isStatus = textAt(body, 'kind') === 'Status'
  const reason = isStatus ? (textAt(body, 'reason') ?? '') : ''
  const message = oneLine((isStatus ? textAt(body, 'message') : undefined) ?? text, SHOWN)
  const detail = message === '' ? 'no message' : message
  const isNamed = textAt(objectAt(body, 'details'), 'name') !== undefined
  const isUnserved = response.status === 404 && !isNamed
  const [code, sentence] = explain(response.status, detail, isUnserved, question)
  return new KubernetesRefusal(code, sentence, response.status, reason, isUnserved)
}

function explain(
  status: number,
  detail: string,
  isUnserved: boolean,
  { verb, what, resource, access }: Question,
): [code: string, sentence: string] {
  switch (status) {
    case 401:
      return [
        'agent-unauthorized',
        `${access.server} does not accept the credential of ${access.label} (${detail}): it is wrong, expired, or of another cluster.`,
      ]
    case 403:
      return [
        'agent-refused',
        `The user of ${access.label} may not ${verb} ${what} (${detail}): grant it "${verb}" on "${resource}".`,
      ]
    case 404:
      return isUnserved
        ? [
            'agent-refused',
            `${access.server} serves no "${resource}" (${detail}): check that Flux is installed in the cluster of ${access.label}, and that its address is that of a Kubernetes API.`,
          ]
        : ['application-not-found', `The cluster of ${access.label} has no ${what} (${detail}).`]
    default:
      return ['agent-refused', `${access.server} answered ${status} when asked to ${verb} ${what}: ${detail}`]
  }
}
