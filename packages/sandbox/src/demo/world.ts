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
  const servers: { close(): Promise<void> }[] = []
  const close = (): Promise<void> => closeAll(servers)
  const keep = <Server extends { close(): Promise<void> }>(server: Server): Server => {
    servers.unshift(server)
    return server
  }
  try {
    const registry = keep(
      await startRegistry({ users: { [ROBOT.name]: ROBOT.password }, anonymousPull: true }),
    )
    const github = keep(await startGitHub())
    const image = `${registry.host}/${APPLICATION}`
    registry.putImage({ repository: APPLICATION, tag: FIRST_VERSION })
    await createRepositories(github, examples, image)
    const argocd = keep(await startArgo(github))
    await createApplications(argocd, github)
    return { github, registry, argocd, ...settingsOf(argocd, image), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Closes every server, whatever the others do. @throws what the first of them refused with */
async function closeAll(servers: readonly { close(): Promise<void> }[]): Promise<void> {
  const closed: PromiseSettledResult<void>[] = []
  for (const server of servers) closed.push(...(await Promise.allSettled([server.close()])))
  const refused = closed.find((result) => result.status === 'rejected')
  if (refused !== undefined) throw refused.reason
}

async function createRepositories(github: GitHub, examples: string, image: string): Promise<void> {
  const workflow = (name: string): Promise<string> => readFile(join(examples, 'workflows', name), 'utf8')
  await github.createRepository(APPLICATION, {
    files: {
      ...(await readTree(join(examples, 'application'))),
      [PROGRAM]: makeStaticBinary(`acme api ${FIRST_VERSION}\n`),
      '.github/workflows/deliver.yml': await workflow('deliver.yml'),
    },
  })
  const environment = await readTree(join(examples, 'environment'))
  const repository = await github.createRepository(ENVIRONMENTS, {
    files: {
      ...Object.fromEntries(
        Object.entries(environment).map(([path, text]) => [path, text.replaceAll(EXAMPLE_IMAGE, image)]),
      ),
      '.github/workflows/verify-production.yml': await workflow('verify-production.yml'),
    },
  })
  const head = await repository.resolve('main')
  await repository.updateRef('refs/heads/staging', head ?? '', '0'.repeat(40))
}

function settingsOf(argocd: ArgoCd, image: string): Pick<World, 'vars' | 'secrets'> {
  return {
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
  }
}

function startArgo(github: GitHub): Promise<ArgoCd> {
  const reader = github.createToken({ login: 'argocd', repositories: [ENVIRONMENTS], permission: 'read' })
  return startArgoCd({
    repositories: [{ url: github.cloneUrl(ENVIRONMENTS), username: 'argocd', token: reader.token }],
    durations: { operation: 600, rollout: 900 },
  })
}

async function createApplications(argocd: ArgoCd, github: GitHub): Promise<void> {
  const repoURL = github.cloneUrl(ENVIRONMENTS)
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
}

async function readTree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files.map(async (path) => [path.slice(directory.length + 1), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(texts)
}
