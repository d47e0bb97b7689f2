import { type Cursor, fieldOf, textOf } from './tree.ts'

/** Resources that speak of images and run none: schemas, automation, promotion and policy. */
const SPEAKERS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'argocd-image-updater.argoproj.io',
  'constraints.gatekeeper.sh',
  'image.toolkit.fluxcd.io',
  'kargo.akuity.io',
  'kyverno.io',
  'policies.kyverno.io',
  'policy.sigstore.dev',
  'templates.gatekeeper.sh',
])

/** Whether this is a Kubernetes object that speaks of images and runs none. */
export function isSpeaker(object: Cursor): boolean {
  return SPEAKERS.has(groupOf(object))
}

/** The API group of an object, empty in the core group. */
export function groupOf(object: Cursor): string {
  const [group = '', version] = (textOf(fieldOf(object, 'apiVersion')) ?? '').split('/')
  return version === undefined ? '' : group
}
