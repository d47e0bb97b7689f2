import type { Kind } from './kinds.ts'

/** An answer that is no success, as the API server words it. */
export class StatusError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: Readonly<Record<string, string>>

  constructor(code: number, reason: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  /** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
  toObject(): object {
    const { message, reason, details, code } = this
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      details,
      code,
    }
  }
}

/** `kustomizations.kustomize.toolkit.fluxcd.io`, as messages have it. */
export function resourceName({ group, plural }: Kind): string {
  return group === '' ? plural : `${plural}.${group}`
}

export function notFound(kind: Kind, name: string): StatusError {
  const details = { name, group: kind.group, kind: kind.plural }
  return new StatusError(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, details)
}

/** What an address that is not served is answered. */
export function unserved(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource')
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized')
}

export function forbidden(
  user: string,
  verb: string,
  kind: Kind,
  namespace: string | undefined,
  name: string,
): StatusError {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const which = name === '' ? '' : ` "${name}"`
  const details = { name, group: kind.group, kind: kind.plural }
  return new StatusError(
    403,
    'Forbidden',
    `${resourceName(kind)}${which} is forbidden: User "${user}" cannot ${verb} resource "${kind.plural}" in API group "${kind.group}" ${where}`,
    details,
  )
}

export function conflict(kind: Kind, name: string): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { name, group: kind.group, kind: kind.plural },
  )
}

export function expired(asked: number, current: number): StatusError {
  return new StatusError(410, 'Expired', `too old resource version: ${asked} (${current})`)
}
