import { isMap, isSeq } from 'yaml'
import { locateHelmImages } from './helm-values.ts'
import { hasVersionField, type ImagePlace } from './image-place.ts'
import { locateKustomization } from './kustomize.ts'
import { overridePlace, splitPlace } from './locate-place.ts'
import { locateInlinePatchImages } from './patches.ts'
import { locateNamedValues, namedChildrenOf, namedValuesOf } from './named-values.ts'
import { nestedRoots, readableNestedRoots } from './nested-document.ts'
import { childrenOf, type Cursor, fieldOf, textOf } from './tree.ts'

type Locate = (spec: Cursor) => readonly ImagePlace[]

/** Where the objects of agents hold images, by API group and kind. */
const OBJECTS: readonly { readonly group: string; readonly kind: string; readonly locate: Locate }[] = [
  { group: 'argoproj.io', kind: 'Application', locate: locateApplicationImages },
  { group: 'argoproj.io', kind: 'ApplicationSet', locate: locateApplicationSetImages },
  { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', locate: locateHelmReleaseImages },
  { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', locate: locateFluxKustomizationImages },
  { group: 'source.toolkit.fluxcd.io', kind: 'OCIRepository', locate: locateArtifact },
  { group: 'helm.cattle.io', kind: 'HelmChart', locate: locateChartImages },
  { group: 'helm.cattle.io', kind: 'HelmChartConfig', locate: locateChartImages },
]

/** Overrides of an application's source, as Argo CD Image Updater writes them: https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/ */
const SOURCE_FILE = /(?:^|\/)\.argocd-source(?:-[^/]+)?\.ya?ml$/

/** Whether the document is an object by which an agent is told what to deploy, with images inside. */
export function isAgentObject(root: Cursor): boolean {
  return SOURCE_FILE.test(root.document.file) || locatorOf(root) !== undefined
}

/**
 * The images in an Argo CD Application or ApplicationSet, a Flux HelmRelease or Kustomization, or a HelmChart of k3s:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://fluxcd.io/flux/components/helm/helmreleases/
 */
export function locateAgentImages(root: Cursor): readonly ImagePlace[] {
  if (SOURCE_FILE.test(root.document.file)) return locateSourceImages(root)
  const spec = fieldOf(root, 'spec')
  return spec === undefined ? [] : (locatorOf(root)?.(spec) ?? [])
}

function locatorOf(root: Cursor): Locate | undefined {
  const group = textOf(fieldOf(root, 'apiVersion'))?.split('/')[0]
  const kind = textOf(fieldOf(root, 'kind'))
  return OBJECTS.find((object) => object.group === group && object.kind === kind)?.locate
}

function locateApplicationSetImages(spec: Cursor): readonly ImagePlace[] {
  const [template, generators] = [fieldOf(spec, 'template'), fieldOf(spec, 'generators')]
  const application = template === undefined ? undefined : fieldOf(template, 'spec')
  const patched = patchedSpec(fieldOf(spec, 'templatePatch'))
  return [
    // What generators give is filled into the template.
    ...(generators === undefined ? [] : locateHelmImages(generators).filter(hasVersionField)),
    ...[application, patched].flatMap((each) => (each === undefined ? [] : locateApplicationImages(each))),
  ]
}

/** Of a patch that is no YAML before it is filled in nothing can be told. */
function patchedSpec(patch: Cursor | undefined): Cursor | undefined {
  const [root] = patch === undefined ? [] : readableNestedRoots(patch)
  return root === undefined ? undefined : fieldOf(root, 'spec')
}

function locateApplicationImages(spec: Cursor): readonly ImagePlace[] {
  const hydrator = fieldOf(spec, 'sourceHydrator')
  const sources = [
    fieldOf(spec, 'source'),
    ...itemsOf(fieldOf(spec, 'sources')),
    hydrator === undefined ? undefined : fieldOf(hydrator, 'drySource'),
  ]
  return sources.flatMap((source) => (source === undefined ? [] : locateSourceImages(source)))
}

function locateSourceImages(source: Cursor): readonly ImagePlace[] {
  const helm = fieldOf(source, 'helm')
  const kustomize = fieldOf(source, 'kustomize')
  return [
    ...(helm === undefined ? [] : locateHelmSourceImages(helm)),
    ...itemsOf(kustomize === undefined ? undefined : fieldOf(kustomize, 'images')).flatMap(
      (item) => overridePlace(item) ?? [],
    ),
    ...(kustomize === undefined ? [] : locateInlinePatchImages(kustomize)),
  ]
}

function locateHelmSourceImages(helm: Cursor): readonly ImagePlace[] {
  const object = fieldOf(helm, 'valuesObject')
  return [
    ...locateNamedValues(namedValuesOf(itemsOf(fieldOf(helm, 'parameters')))),
    ...locateBlock(fieldOf(helm, 'values')),
    ...(object === undefined ? [] : locateHelmImages(object)),
  ]
}

function locateHelmReleaseImages(spec: Cursor): readonly ImagePlace[] {
  const values = fieldOf(spec, 'values')
  const renderers = itemsOf(fieldOf(spec, 'postRenderers'))
  return [
    ...(values === undefined ? [] : locateHelmImages(values)),
    ...renderers.flatMap((renderer) => {
      const kustomize = fieldOf(renderer, 'kustomize')
      return kustomize === undefined ? [] : locateKustomization(kustomize)
    }),
  ]
}

/** What `postBuild` fills into the manifests may be whole images. */
function locateFluxKustomizationImages(spec: Cursor): readonly ImagePlace[] {
  const build = fieldOf(spec, 'postBuild')
  const variables = build === undefined ? undefined : fieldOf(build, 'substitute')
  const found = variables === undefined ? [] : locateHelmImages(variables).filter(hasVersionField)
  return [...locateKustomization(spec), ...found]
}

/** `url: oci://name` with `ref: {tag, digest}`: https://fluxcd.io/flux/components/source/ocirepositories/#reference */
function locateArtifact(spec: Cursor): readonly ImagePlace[] {
  const [, name] = /^oci:\/\/(.+)$/.exec(textOf(fieldOf(spec, 'url')) ?? '') ?? []
  const ref = fieldOf(spec, 'ref')
  const field = (key: string): Cursor | undefined => (ref === undefined ? undefined : fieldOf(ref, key))
  if (name === undefined) return []
  const isRange = field('semver') !== undefined
  const tag = isRange ? undefined : field('tag')
  const missing = isRange ? '"ref.digest" beside "ref.semver", which goes before a tag,' : '"ref.tag"'
  const place = splitPlace('flux', spec, { name, tag, digest: field('digest'), missing })
  return place === undefined ? [] : [place]
}

function locateChartImages(spec: Cursor): readonly ImagePlace[] {
  const set = fieldOf(spec, 'set')
  return [
    ...locateBlock(fieldOf(spec, 'valuesContent')),
    ...(set === undefined ? [] : locateNamedValues(namedChildrenOf(set))),
  ]
}

function locateBlock(values: Cursor | undefined): readonly ImagePlace[] {
  const roots = values === undefined ? [] : nestedRoots(values)
  return roots.flatMap((root) => locateHelmImages(root))
}

function itemsOf(cursor: Cursor | undefined): readonly Cursor[] {
  return cursor !== undefined && (isSeq(cursor.node) || isMap(cursor.node)) ? childrenOf(cursor) : []
}
