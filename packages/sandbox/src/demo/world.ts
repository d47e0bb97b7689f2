import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ArgoCd, startArgoCd } from '../argocd/server.ts'
import { type GitHub, startGitHub } from '../github/server.ts'
import { type SandboxRegistry, startRegistry } from '../registry/registry.ts'
import { makeStaticBinary } from './static-binary.ts'

export const APPLICATION = 'acme/api'
export const ENVIRONMENTS = 'acme/environments'
export const PROGRAM = 'server'

const ROBOT = { name: 'acme+delivery', password: 'demo-registry-password' }
/** What the files of `examples/` call the image; the demo's registry takes the place of its host. */
const EXAMPLE_IMAGE = 'ghcr.io/acme/api'
const FIRST_VERSION = '1.1.0'
/** Application → directory of the environment repository. */
const APPLICATIONS = { api: 'apps/api', worker: 'apps/worker/overlay', migrations: 'apps/migrations' }
const STAGES = { staging: 'staging', production: 'main' }

/** The outside world of the demo, on loopback. */
export interface World {
  readonly github: GitHub
  readonly registry: SandboxRegistry
  readonly argocd: ArgoCd
  /** What the workflows of both repositories get as `vars` and `secrets`. */
  readonly vars: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * Starts GitHub with the two example repositories, a registry that holds the first version, and Argo CD that runs it
 * in staging and production.
 * @param examples the folder `examples/` of this repository
 */
export async function startWorld(examples: string): Promise<World> {
  const registry = await startRegistry({ users: { [ROBOT.name]: ROBOT.password }, anonymousPull: true })
  const github = await startGitHub()
  const image = `${registry.host}/${APPLICATION}`
  registry.putImage({ repository: APPLICATION, tag: FIRST_VERSION })
  const workflow = await readFile(join(examples, 'workflows/deliver.yml'))
  await github.createRepository(APPLICATION, {
    files: {
      ...(await readTree(join(examples, 'application'))),
      [PROGRAM]: makeStaticBinary(`acme api ${FIRST_VERSION}\n`),
      '.github/workflows/deliver.yml': workflow,
    },
  })
  const environment = await readTree(join(examples, 'environment'))
  const repository = await github.createRepository(ENVIRONMENTS, {
    files: {
      ...Object.fromEntries(
        Object.entries(environment).map(([path, text]) => [path, text.replaceAll(EXAMPLE_IMAGE, image)]),
      ),
      '.github/workflows/verify-production.yml': await readFile(
        join(examples, 'workflows/verify-production.yml'),
      ),
    },
  })
  const head = await repository.resolve('main')
  await repository.updateRef('refs/heads/staging', head ?? '', '0'.repeat(40))
  const argocd = await startEnvironments(github)
  return {
    github,
    registry,
    argocd,
    vars: {
      IMAGE: image,
      REGISTRY_USERNAME: ROBOT.name,
      GITOPS_APP_ID: '1',
      ARGOCD_SERVER: argocd.url,
    },
    secrets: {
      REGISTRY_PASSWORD: ROBOT.password,
      GITOPS_APP_KEY: 'demo-app-private-key',
      ARGOCD_TOKEN: argocd.createToken({ subject: 'proj:default:ci' }),
    },
    async close() {
      await argocd.close()
      await github.close()
      await registry.close()
    },
  }
}

async function startEnvironments(github: GitHub): Promise<ArgoCd> {
  const repoURL = github.cloneUrl(ENVIRONMENTS)
  const reader = github.createToken({ login: 'argocd', repositories: [ENVIRONMENTS], permission: 'read' })
  const argocd = await startArgoCd({
    repositories: [{ url: repoURL, username: 'argocd', token: reader.token }],
    durations: { operation: 600, rollout: 900 },
  })
  for (const [stage, branch] of Object.entries(STAGES)) {
    for (const [name, path] of Object.entries(APPLICATIONS)) {
      argocd.createApplication({
        name: `${name}-${stage}`,
        source: { repoURL, path, targetRevision: branch },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      })
    }
  }
  // The webhook that every installation sets up: a push is seen at once, not at the next poll.
  github.onEvent((event) => {
    if (event.name === 'push' && event.repository === ENVIRONMENTS) argocd.notify(repoURL)
  })
  await argocd.settled()
  return argocd
}

async function readTree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files.map(async (path) => [path.slice(directory.length + 1), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(texts)
}
