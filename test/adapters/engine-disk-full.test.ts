import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuilderOptions, createBuilder } from '@gitops-actions/adapters'
import type { ActionError } from '@gitops-actions/core'
import {
  type BuildWorkspace,
  builderOptions,
  hasBuildah,
  imageBuild,
  makeWorkspace,
} from './build-workspace.ts'
import { hasDocker, startDockerDaemon } from './docker-daemon.ts'
import { refusal } from './engine-world.ts'

const describeWithDocker = hasDocker() ? describe : describe.skip
/** Only root mounts a disk that is small. */
const describeWithBuildah = hasBuildah() && process.getuid?.() === 0 ? describe : describe.skip
const TOO_MUCH = Buffer.alloc(30_000_000, 'x')

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
  writeFileSync(`${workspace.app}/big.bin`, TOO_MUCH)
  workspace.write('app/Dockerfile', 'FROM scratch\nCOPY big.bin /\n')
})

afterEach(() => workspace.remove())

/** The error of a build that stores more than there is room for. */
async function failure(change: Partial<BuilderOptions>): Promise<ActionError> {
  const builder = createBuilder(builderOptions(workspace, change))
  const build = imageBuild({ names: ['localhost/acme/api:1'] })
  await builder.prepare(build)
  const error = await refusal(builder.build(build))
  await builder.close()
  return error
}

const DISK_FULL = {
  code: 'disk-full',
  message: expect.stringMatching(/no space left on device.*\. Free disk space on the runner/),
}

describeWithDocker('docker, for real, on a full disk', () => {
  it.each([
    ['BuildKit', '1'],
    ['the classic builder', '0'],
  ])('says so with %s', async (_, variable) => {
    const daemon = await startDockerDaemon({ proxy: 'http://127.0.0.1:1', storeSize: '24m' })
    try {
      const home = { HOME: workspace.home, RUNNER_TEMP: workspace.temp }
      const env = { ...home, ...daemon.env, DOCKER_BUILDKIT: variable }
      expect(await failure({ engine: 'docker', env })).toMatchObject(DISK_FULL)
      expect(readdirSync(workspace.temp)).toEqual([])
    } finally {
      await daemon.close()
    }
  })
})

describeWithBuildah('buildah, for real, on a full disk', () => {
  it('says so', async () => {
    const disk = `${workspace.root}/disk`
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
    try {
      const conf = workspace.write(
        'storage.conf',
        `[storage]\ndriver = "vfs"\ngraphroot = "${disk}/graph"\nrunroot = "${disk}/run"\n`,
      )
      const home = { PATH: process.env.PATH, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
      const env = { ...home, CONTAINERS_STORAGE_CONF: conf }
      expect(await failure({ engine: 'buildah', env })).toMatchObject(DISK_FULL)
      expect(readdirSync(workspace.temp)).toEqual([])
    } finally {
      execFileSync('umount', ['--lazy', disk])
    }
  })
})
