import type { ChildProcess } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type BuildWorkspace, hasBuildah, hasUserIds, makeWorkspace } from '../adapters/build-workspace.ts'
import { type DockerDaemon, hasDocker, startDockerDaemon } from '../adapters/docker-daemon.ts'
import { BUSYBOX, hasBusybox, untilGone } from '../adapters/engine-world.ts'
import { type ActionRun, pushEnvironment, runActionProcess } from './action-process.ts'

const PASSWORD = 'canary-pass-4711'
const SHA = '0123456789abcdef0123456789abcdef01234567'
/** Longer than any test, and found by its number, which no other test has. */
const SLEEP = `sleep ${8_000_000 + process.pid}`
const DOCKERFILE = `FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "sh", "-c", "echo it began && busybox ${SLEEP}"]\n`

const hasEngines = hasBuildah() && hasUserIds() && hasBusybox()
const describeWithBuildah = hasEngines ? describe : describe.skip
const describeWithDocker = hasEngines && hasDocker() ? describe : describe.skip

let registry: SandboxRegistry
let workspace: BuildWorkspace

beforeEach(async () => {
  registry = await startRegistry({ users: { robot: PASSWORD } })
  workspace = makeWorkspace()
})

afterEach(async () => {
  await registry.close()
  await workspace.remove()
})

/** Runs the action, and asks it to end when `isTime` says so of what it has printed. */
function cancelled(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  isTime: (text: string) => boolean,
): Promise<ActionRun> {
  let text = ''
  let asked = false
  const ask = (child: ChildProcess): void => {
    if (asked || child.exitCode !== null) return
    asked = isTime(text)
    if (asked) child.kill('SIGTERM')
    else setTimeout(ask, 20, child)
  }
  return runActionProcess({
    action: 'build-and-push',
    workspace: workspace.app,
    inputs: { images: `${registry.host}/acme/api`, username: 'robot', password: PASSWORD, ...inputs },
    env: { ...pushEnvironment('refs/heads/main', SHA), ...workspace.env, ...env },
    onOutput: (more, child) => {
      const isFirst = text === ''
      text += more
      if (isFirst) ask(child)
    },
  })
}

/** What there is after the run, once its commands and its programs are gone: what was killed ends when the system gets to it. */
async function leftOf(run: ActionRun): Promise<unknown> {
  await untilGone(SLEEP)
  await untilGone(registry.host)
  const { code, leftovers, outputs } = run
  return { code, leftovers, outcome: outputs.outcome, tags: [...registry.tags('acme/api').keys()] }
}

const NOTHING = { code: 1, leftovers: '', outcome: 'failed', tags: [] }

async function whileBuilding(inputs: Record<string, string>, env: Record<string, string>): Promise<unknown> {
  copyFileSync(BUSYBOX, `${workspace.app}/busybox`)
  workspace.write('app/Dockerfile', DOCKERFILE)
  return leftOf(await cancelled(inputs, env, (text) => /\bit began$/m.test(text)))
}

async function whilePushing(inputs: Record<string, string>, env: Record<string, string>): Promise<unknown> {
  registry.faults.silentWrites = true
  const isHeld = (): boolean =>
    registry.requests.some(({ method, status }) => ['PATCH', 'PUT'].includes(method) && status === 0)
  return leftOf(await cancelled(inputs, env, isHeld))
}

describeWithBuildah('build-and-push with buildah', () => {
  it('ends the commands of a Dockerfile with a cancel, and leaves nothing', async () => {
    expect(await whileBuilding({ engine: 'buildah' }, {})).toEqual(NOTHING)
  })
})

describeWithDocker('build-and-push with docker', () => {
  let daemon: DockerDaemon
  beforeAll(async () => {
    daemon = await startDockerDaemon({ proxy: 'http://127.0.0.1:1' })
  })
  afterAll(() => daemon.close())

  // The daemon has made no network for containers.
  const inputs = { engine: 'docker', network: 'none' }

  it('ends what the daemon runs with a cancel, and leaves nothing', async () => {
    expect(await whileBuilding(inputs, daemon.env)).toEqual(NOTHING)
  })

  it('leaves nothing of a push that is cancelled', async () => {
    expect(await whilePushing(inputs, daemon.env)).toEqual(NOTHING)
  })
})
