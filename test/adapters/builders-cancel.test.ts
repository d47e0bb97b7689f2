import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createBuilder } from '@gitops-actions/adapters'
import { type BuildWorkspace, builderOptions, imageBuild, keepLog, makeWorkspace } from './build-workspace.ts'
import { dockerScript, installEngine } from './recording-engine.ts'

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

/** A client that starts another process, and neither of them ends when it is asked to. */
const STUBBORN = `
  if (args[0] === 'build') {
    const { spawn } = require('node:child_process')
    process.on('SIGTERM', () => undefined)
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)"], { stdio: 'inherit' })
    fs.writeFileSync('@root/pids', process.pid + ' ' + child.pid)
    console.log('started')
    setInterval(() => 0, 1000)
    return 0
  }
`

describe('a cancelled build (engine not present: a recording stand-in)', () => {
  it('ends the client and what the client started, even if they do not want to', async () => {
    const script = STUBBORN.replace('@root', workspace.root) + dockerScript({ buildx: false })
    const engine = installEngine(workspace, 'docker', script)
    const controller = new AbortController()
    const log = keepLog()
    const info = (line: string): void => {
      log.info(line)
      if (line === 'started') controller.abort(new Error('cancelled by a test'))
    }
    const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
    const signal = controller.signal
    const builder = createBuilder(
      builderOptions(workspace, { engine: 'docker', env, log: { ...log, info }, signal }),
    )
    const build = imageBuild({ names: ['ghcr.io/acme/api:1'] })
    await builder.prepare(build)
    await expect(builder.build(build)).rejects.toMatchObject({ code: 'cancelled', kind: 'transient' })
    await builder.close()
    const pids = readFileSync(`${workspace.root}/pids`, 'utf8').split(' ').map(Number)
    expect(pids).toHaveLength(2)
    for (const pid of pids) await expect(ended(pid)).resolves.toBe(true)
    expect(readdirSync(workspace.temp)).toEqual([])
  })
})

/** Whether the process is gone, waiting for it: a dead one that its parent has not looked at counts as gone. */
async function ended(pid: number): Promise<boolean> {
  for (;;) {
    try {
      process.kill(pid, 0)
      if (/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return true
    } catch {
      return true
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
