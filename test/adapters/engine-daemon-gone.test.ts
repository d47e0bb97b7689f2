import { copyFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createBuilder } from '@gitops-actions/adapters'
import { type BuildWorkspace, builderOptions, imageBuild, keepLog, makeWorkspace } from './build-workspace.ts'
import { hasDocker, startDockerDaemon } from './docker-daemon.ts'
import { BUSYBOX, hasBusybox, refusal } from './engine-world.ts'

const describeWithDocker = hasDocker() && hasBusybox() ? describe : describe.skip

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

describeWithDocker('docker, for real, without its daemon', () => {
  it.each([
    ['BuildKit', '1'],
    ['the classic builder', '0'],
  ])('says that it went away while %s was at work', async (_, variable) => {
    copyFileSync(BUSYBOX, `${workspace.app}/busybox`)
    workspace.write('app/Dockerfile', 'FROM scratch\nCOPY busybox /bin/sh\nRUN echo it began && sleep 60\n')
    const daemon = await startDockerDaemon({ proxy: 'http://127.0.0.1:1' })
    const home = { HOME: workspace.home, RUNNER_TEMP: workspace.temp }
    // The daemon takes its directory along.
    const env = { ...home, ...daemon.env, PATH: process.env.PATH, DOCKER_BUILDKIT: variable }
    const log = keepLog()
    let closing: Promise<void> | undefined
    const info = (line: string): void => {
      log.info(line)
      if (/\bit began$/.test(line)) closing ??= daemon.close()
    }
    const builder = createBuilder(builderOptions(workspace, { engine: 'docker', env, log: { ...log, info } }))
    const build = imageBuild({ names: ['localhost/acme/api:1'], network: 'none' })
    await builder.prepare(build)
    const error = await refusal(builder.build(build))
    await builder.close()
    await closing
    expect([error.code, error.kind]).toEqual(['engine-unavailable', 'transient'])
    expect(error.message).toContain('its daemon went away while it was at work')
    expect(readdirSync(workspace.temp)).toEqual([])
  })

  it('says that it is not there', async () => {
    const daemon = await startDockerDaemon({ proxy: 'http://127.0.0.1:1' })
    await daemon.close()
    const env = { HOME: workspace.home, RUNNER_TEMP: workspace.temp, ...daemon.env, PATH: process.env.PATH }
    const builder = createBuilder(builderOptions(workspace, { engine: 'docker', env }))
    const error = await refusal(builder.prepare(imageBuild({ names: ['localhost/acme/api:1'] })))
    await builder.close()
    expect(error.code).toBe('engine-unavailable')
    expect(error.message).toMatch(
      /its daemon does not answer \(.*Cannot connect to the Docker daemon at unix:/,
    )
    expect(error.message).toContain('Start the docker daemon')
  })
})
