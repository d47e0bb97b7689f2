import { locateHelmImages, type ValuesForm } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { childrenOf, type Cursor, fieldOf, lastKey, textOf } from './tree.ts'

/** Where containers stand beside `containers` and `initContainers`, by API group: a list of them, or one alone. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  // https://tekton.dev/docs/pipelines/tasks/#defining-steps
  'tekton.dev': ['steps', 'sidecars', 'stepTemplate'],
  // https://argo-workflows.readthedocs.io/en/latest/fields/#template
  'argoproj.io': ['container', 'script', 'sidecars'],
}

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

/** `image`, `…Image`, and `imageName` as some operators of databases have it; parameters may be anything. */
const RESOURCE: ValuesForm = { imageKey: /(?:^i|I)mage(?:Name)?$/, sets: new Set() }

/** The further keys of an object under which its containers stand. */
export function containerKeysOf(object: Cursor): readonly string[] {
  return CONTAINERS[groupOf(object)] ?? []
}

/**
 * Images that a custom resource names outside containers: `image`, every key that ends in `Image`, and the other forms of
 * Helm values. A reference without tag and digest is no place, for it may be the name of a repository.
 */
export function locateLooseImages(object: Cursor): readonly ImagePlace[] {
  if (!isCustom(groupOf(object))) return []
  return childrenOf(object)
    .filter((field) => lastKey(field) !== 'metadata' && lastKey(field) !== 'status')
    .flatMap((field) => locateHelmImages(field, RESOURCE))
    .filter(hasVersionField)
    .map((place) => ({ ...place, kind: 'kubernetes' }))
}

/** The workloads of Kubernetes itself are in groups without a dot; the others of it have no images. */
function isCustom(group: string): boolean {
  return group.includes('.') && !SPEAKERS.has(group)
}

function groupOf(object: Cursor): string {
  const [group = '', version] = (textOf(fieldOf(object, 'apiVersion')) ?? '').split('/')
  return version === undefined ? '' : group
}
