import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type ArgoCd,
  type GitHub,
  makeStaticBinary,
  type RunResult,
  runWorkflow,
  type SandboxRegistry,
  startArgoCd,
  startGitHub,
  startRegistry,
} from '@gitops-actions/sandbox'
import { type BuildWorkspace, hasBuildah, makeWorkspace } from '../adapters/build-workspace.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ACTIONS = ['build-and-push', 'bump-image-tag', 'verify-sync']
const VALUES = 'environments/staging/values.yaml'
const describeWithBuildah = hasBuildah() ? describe : describe.skip

let github: GitHub
let registry: SandboxRegistry
let argocd: ArgoCd
let workspace: BuildWorkspace
/** The run's own token: also the password of the registry, as at ghcr.io. */
let token: string

beforeEach(async () => {
  github = await startGitHub()
  token = github.createToken({ login: 'octocat', kind: 'actions', repositories: ['acme/api'] }).token
  registry = await startRegistry({ users: { octocat: token } })
  workspace = makeWorkspace()
  await github.createRepository('acme/api', {
    files: { Dockerfile: 'FROM scratch\nCOPY server /server\n', server: makeStaticBinary('hello\n') },
  })
  await github.createRepository('acme/environments', {
    files: {
      [VALUES]: `image:\n  repository: ${registry.host}/acme/api\n  tag: 0.9.0 # by the pipeline\n`,
      'environments/staging/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
      'environments/staging/templates/deployment.yaml': DEPLOYMENT,
    },
  })
  argocd = await startArgo()
})

afterEach(async () => {
  await argocd.close()
  await github.close()
  await registry.close()
  await workspace.remove()
})

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`

async function startArgo(): Promise<ArgoCd> {
  const repoURL = github.cloneUrl('acme/environments')
  const reader = github.createToken({
    login: 'argocd',
    repositories: ['acme/environments'],
    permission: 'read',
  })
  const started = await startArgoCd({
    repositories: [{ url: repoURL, username: 'argocd', token: reader.token }],
  })
  started.createApplication({
    name: 'api-staging',
    source: { repoURL, path: 'environments/staging', targetRevision: 'main' },
    syncPolicy: { automated: {} },
  })
  await started.settled()
  return started
}

/** Runs the first example of the README, its image in the sandbox's registry, for a push of a Git ref. */
async function runExample(ref: string): Promise<RunResult> {
  const [, example = ''] = /```yaml\n([^]*?\n)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
  const sha = (await github.repository('acme/api').resolve('main')) ?? ''
  return runWorkflow({
    workflow: { text: example.replace('ghcr.io', registry.host), path: '.github/workflows/deliver.yml' },
    event: {
      name: 'push',
      ref,
      sha,
      actor: 'octocat',
      payload: { ref, after: sha, repository: { full_name: 'acme/api', default_branch: 'main' } },
    },
    github: {
      serverUrl: github.url,
      apiUrl: github.apiUrl,
      graphqlUrl: github.graphqlUrl,
      repository: 'acme/api',
      token,
    },
    vars: { ARGOCD_SERVER: argocd.url },
    secrets: {
      ARGOCD_TOKEN: argocd.createToken(),
      ENVIRONMENTS_TOKEN: github.createToken({ login: 'octocat', repositories: ['acme/environments'] }).token,
    },
    env: workspace.env,
    actions: Object.fromEntries(
      ACTIONS.map((name) => [`gitops-actions/gitops-actions/actions/${name}`, join(ROOT, 'actions', name)]),
    ),
  })
}

describeWithBuildah('the workflow of the README', () => {
  it('takes a release to a verified deployment', async () => {
    const { conclusion, jobs, log } = await runExample('refs/tags/v1.0.0')
    expect(log).not.toContain('##[error]')
    expect(conclusion).toBe('success')
    const outcomes = jobs[0]?.steps.map(({ outputs }) => outputs.outcome).filter((word) => word !== undefined)
    expect(outcomes).toEqual(['pushed', 'changed', 'deployed'])
    expect(registry.tags('acme/api').has('1.0.0')).toBe(true)
    const environments = github.repository('acme/environments')
    const head = (await environments.resolve('main')) ?? ''
    expect((await environments.readFile(head, VALUES))?.toString()).toContain('tag: 1.0.0 # by the pipeline')
    expect(argocd.application('api-staging').current().status.sync.revision).toBe(head)
    // It waits for as long as the defaults of the actions say.
  })
})
