import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { Application, ApplicationSource } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

/** Each case is an application over files of its own; what is rendered is what becomes images, names and errors. */
interface Case {
  files: Record<string, string>
  source?: Partial<ApplicationSource>
  type?: string
  images?: string[]
  resources?: string[]
  error?: string
}

const base = {
  'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'base/deployment.yaml': deployment('api', 'acme-api'),
}

function overlay(text: string): Record<string, string> {
  return { ...base, 'overlay/kustomization.yaml': `resources:\n- ../base\n${text}` }
}

const chart = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\nappVersion: "9.9"\n' }
const inOverlay = { source: { path: 'overlay' }, type: 'Kustomize' }

const cases: Record<string, Case> = {
  'a directory, not what is below it': {
    files: { 'a.yaml': deployment('a', 'acme/a:1'), 'sub/b.yaml': deployment('b', 'acme/b:1') },
    type: 'Directory',
    images: ['acme/a:1'],
  },
  'a directory and what is below it': {
    files: { 'a.yaml': deployment('a', 'acme/a:1'), 'sub/b.yml': deployment('b', 'acme/b:1') },
    source: { directory: { recurse: true } },
    images: ['acme/a:1', 'acme/b:1'],
  },
  'include and exclude': {
    files: {
      'a.yaml': deployment('a', 'acme/a:1'),
      'sub/b.yaml': deployment('b', 'acme/b:1'),
      'sub/c.json': JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' } }),
    },
    source: { directory: { recurse: true, include: '{**/*,*}.yaml', exclude: 'sub/*' } },
    resources: ['Deployment/a'],
  },
  'several documents, lists, and files that are no manifests': {
    files: {
      'all.yaml': `${deployment('a', 'acme/a:1')}---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n`,
      'values.yaml': 'image: {repository: acme/none, tag: "1"}\n',
    },
    type: 'Directory',
    resources: ['Deployment/a', 'Service/a'],
  },
  'an object without a name': {
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' },
    error: 'a ConfigMap has no metadata.name',
  },
  'kustomize: newName and newTag': {
    files: overlay('images:\n- name: acme-api\n  newName: ghcr.io/acme/api\n  newTag: 1.1.0\n'),
    ...inOverlay,
    images: ['ghcr.io/acme/api:1.1.0'],
  },
  'kustomize: digest, and tag with digest': {
    files: overlay(`images:\n- {name: acme-api, digest: "sha256:${'a'.repeat(64)}"}\n`),
    ...inOverlay,
    images: [`acme-api@sha256:${'a'.repeat(64)}`],
  },
  'kustomize: both': {
    files: overlay(`images:\n- {name: acme-api, newTag: "2", digest: "sha256:${'a'.repeat(64)}"}\n`),
    ...inOverlay,
    images: [`acme-api:2@sha256:${'a'.repeat(64)}`],
  },
  'kustomize: a tag that YAML reads as a number': {
    files: overlay('images:\n- {name: acme-api, newTag: 1.10}\n'),
    ...inOverlay,
    error: 'images.newTag of "acme-api" must be a string, not 1.1',
  },
  'kustomize: prefix, suffix, namespace, replicas, labels': {
    files: overlay(
      'namePrefix: dev-\nnameSuffix: "-x"\nnamespace: dev\nreplicas: [{name: api, count: 3}]\ncommonLabels: {env: dev}\ncommonAnnotations: {a: b}\nlabels: [{pairs: {c: d}, includeTemplates: true}]\n',
    ),
    ...inOverlay,
    resources: ['dev/Deployment/dev-api-x'],
    images: ['acme-api'],
  },
  'kustomize: strategic merge patches': {
    files: {
      ...overlay(
        'patches:\n- path: patch.yaml\n- target: {kind: Deployment}\n  patch: |\n    spec: {replicas: 2}\n',
      ),
      'overlay/patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: api, image: "patched:1"}\n      - {name: side, image: "side:1"}\n',
    },
    ...inOverlay,
    images: ['patched:1', 'side:1'],
  },
  'kustomize: what is not supported is named': {
    files: overlay('configMapGenerator: [{name: x}]\n'),
    ...inOverlay,
    error: 'the sandbox does not render the field "configMapGenerator"',
  },
  'kustomize: remote bases': {
    files: overlay('bases: ["https://github.com/acme/base?ref=v1"]\n'),
    ...inOverlay,
    error: 'does not fetch the remote resource "https://github.com/acme/base?ref=v1"',
  },
  'kustomize: a missing resource': {
    files: { 'overlay/kustomization.yaml': 'resources: [none.yaml]\n' },
    ...inOverlay,
    error: `accumulating resources from 'none.yaml': 'CASE/overlay/none.yaml' doesn't exist`,
  },
  'kustomize: a cycle': {
    files: { 'overlay/kustomization.yaml': 'resources: [../overlay]\n' },
    ...inOverlay,
    error: 'cycle detected: CASE/overlay -> CASE/overlay',
  },
  'a chart': {
    files: {
      ...chart,
      'values.yaml':
        'replicaCount: 2\nimage: {repository: acme/shop, tag: "1.0"}\nworker: {image: {registry: ghcr.io, repository: acme/worker}}\nsidecar: {image: acme/side:3}\n',
      'templates/deployment.yaml': 'kind: {{ .Values.x }}\n',
      'templates/static.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: static}\n',
    },
    type: 'Helm',
    images: ['acme/shop:1.0', 'acme/side:3', 'ghcr.io/acme/worker:9.9'],
    resources: ['ConfigMap/static', 'Deployment/APP', 'Deployment/APP-worker', 'Deployment/APP-sidecar'],
  },
  'a chart with value files, values and parameters': {
    files: {
      ...chart,
      'values.yaml': 'image: {repository: acme/shop, tag: "1"}\n',
      'values-prod.yaml': `image: {tag: "2", digest: "sha256:${'b'.repeat(64)}"}\n`,
    },
    source: {
      helm: {
        releaseName: 'prod',
        valueFiles: ['values-prod.yaml', 'none.yaml'],
        ignoreMissingValueFiles: true,
        values: 'a: {image: {repository: acme/a, tag: x}}\n',
        valuesObject: { b: { image: 'acme/b:1' } },
        parameters: [{ name: 'a.image.tag', value: 'y' }],
      },
    },
    images: ['acme/a:y', 'acme/b:1', `acme/shop:2@sha256:${'b'.repeat(64)}`],
    resources: ['Deployment/prod', 'Deployment/prod-a', 'Deployment/prod-b'],
  },
  'a chart whose value file is missing': {
    files: { ...chart, 'values.yaml': 'image: acme/a:1\n' },
    source: { helm: { valueFiles: ['none.yaml'] } },
    error: 'helm template failed: open none.yaml: no such file or directory',
  },
  'a chart that names no image': {
    files: { ...chart, 'values.yaml': 'replicas: 1\n' },
    error: 'the values of shop name no image',
  },
  'nothing but values': {
    files: {
      'values.yaml': 'image: {repository: acme/a, tag: "1"}\n',
      'values-prod.yaml': 'image: {tag: "2"}\n',
    },
    type: 'Helm',
    images: ['acme/a:2'],
  },
  'images of an application’s kustomize field': {
    files: overlay(''),
    source: { path: 'overlay', kustomize: { images: ['a=b'] } },
    error: 'does not render spec.source.kustomize.images',
  },
}

const names = Object.keys(cases)
let world: ArgoCdWorld

beforeAll(async () => {
  world = await startWorld()
  const files = names.flatMap((name, index) =>
    Object.entries(cases[name]?.files ?? {}).map(([path, text]) => [`case-${index}/${path}`, text]),
  )
  await world.repository.commit(Object.fromEntries(files) as Record<string, string>)
})

afterAll(async () => {
  await world.close()
})

/** An application of the files of a case; resolves when it is clear how it ends. */
async function deploy(name: string, application: string): Promise<Application> {
  const source = cases[name]?.source
  const directory = `case-${names.indexOf(name)}`
  const path = source?.path === undefined ? directory : `${directory}/${source.path}`
  const handle = world.argocd.createApplication({
    name: application,
    source: { repoURL: world.repository.url, ...source, path },
    destination: { namespace: 'here' },
    syncPolicy: { automated: {} },
  })
  return handle.until(
    ({ operation, status }) =>
      operation === undefined &&
      (status.conditions !== undefined || status.health.status === 'Healthy') &&
      status.sync.status !== 'OutOfSync',
  )
}

describe('rendering', () => {
  it.each(names.map((name, index) => [name, index] as const))('%s', async (name, index) => {
    const { type, images, resources, error } = cases[name] ?? { files: {} }
    const directory = `case-${index}`
    const application = await deploy(name, `app-${index}`)
    const message = application.status.conditions?.[0]?.message ?? ''
    const expectation = {
      type,
      images,
      resources: resources?.map((resource) => resource.replace('APP', `app-${index}`)),
    }
    const given = Object.entries(expectation).filter(
      ([, value]) => value !== undefined && error === undefined,
    )
    expect(message).toContain(error?.replaceAll('CASE', directory) ?? '')
    expect(message === '').toBe(error === undefined)
    expect(application.status.sync.status).toBe(error === undefined ? 'Synced' : 'Unknown')
    expect(observe(application)).toMatchObject(Object.fromEntries(given))
  })

  it('puts labels where Kustomize puts them', async () => {
    await deploy('kustomize: prefix, suffix, namespace, replicas, labels', 'labels')
    const { json } = await world.get('/api/v1/applications/labels/managed-resources')
    const [item] = (json as unknown as { items: { targetState: string }[] }).items
    expect(JSON.parse(item?.targetState ?? '')).toMatchObject({
      metadata: { labels: { env: 'dev', c: 'd' }, annotations: { a: 'b' }, namespace: 'dev' },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'api', env: 'dev' } },
        template: { metadata: { labels: { app: 'api', env: 'dev', c: 'd' } } },
      },
    })
  })
})

function observe({ status }: Application): object {
  return {
    type: status.sourceType,
    images: status.summary.images,
    resources: listResources(status),
  }
}

/** `Kind/name`, with the namespace before it when it is not the destination's. */
function listResources(status: Application['status']): string[] {
  return (status.resources ?? []).map(({ kind, name, namespace }) =>
    namespace === undefined || namespace === 'here' ? `${kind}/${name}` : `${namespace}/${kind}/${name}`,
  )
}
