import type { Application } from '../application/object.ts'
import type { ApplicationStore } from '../application/store.ts'
import type { ApplicationRecord } from '../reconciler/record.ts'
import type { Controller } from '../reconciler/controller.ts'
import type { AccessAction, AccessControl, Session } from './access.ts'
import { applicationNotFound, permissionDenied } from './grpc-error.ts'

/** What every handler works on. */
export interface ApiWorld {
  store: ApplicationStore
  controller: Controller
  access: AccessControl
  controlNamespace: string
}

export interface ApplicationAddress {
  name: string
  namespace: string
  project: string
}

/** The address given by path and query or body; the namespace defaults to Argo CD's own. */
export function readAddress(
  world: ApiWorld,
  name: string | undefined,
  given: { appNamespace?: unknown; project?: unknown },
): ApplicationAddress {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    name: name ?? '',
    namespace: text(given.appNamespace) || world.controlNamespace,
    project: text(given.project),
  }
}

/**
 * The application, if the session may do the action with it. What is missing and what is forbidden look the same:
 * 403 when no project is named, and 404 when one is and the session has access to that project
 * (argo-cd `server/application/application.go`, `getAppEnforceRBAC`).
 *
 * @throws GrpcError `permissionDenied` or `notFound`.
 */
export function findApplication(
  world: ApiWorld,
  session: Session,
  action: AccessAction,
  address: ApplicationAddress,
): { application: Application; record: ApplicationRecord } {
  const { name, namespace, project } = address
  const { access } = world
  if (project !== '' && !access.allows(session, action, access.objectName(project, namespace, name))) {
    throw permissionDenied()
  }
  const refusal = project === '' ? permissionDenied() : applicationNotFound(name)
  const application = world.store.get(namespace, name)
  const record = world.controller.find(namespace, name)
  if (application === undefined || record === undefined || record.faults.current.hidden === true)
    throw refusal
  if (!access.allows(session, action, access.objectOf(application))) throw refusal
  if (project !== '' && application.spec.project !== project) throw refusal
  return { application, record }
}
