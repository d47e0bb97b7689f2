import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { deliver, examplesOf } from './delivery.ts'
import { findEngine, install, installCommand } from './engine.ts'
import { printReport } from './report.ts'
import { createTerminal, type Terminal } from './terminal.ts'
import { startWorld, type World } from './world.ts'

const USAGE = `Runs the whole delivery loop on this machine: the workflows of examples/, the bundles of dist/.

  npm run demo                    everything
  npm run demo -- --no-install    never install a build engine
  npm run demo -- --keep          leave the servers up at the end, and print where they are`

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** What a shell reports of a program that ended by SIGINT. */
const INTERRUPTED = 130

const terminal = createTerminal(process.stdout)
process.exitCode = await main(terminal)

async function main(out: Terminal): Promise<number> {
  const options = readOptions(out)
  if (options === undefined) return 2
  if (options.help) {
    out.line(USAGE)
    return 0
  }
  if (!(await provideEngine(out, options.install))) return 1
  const cancelled = new AbortController()
  const cancel = (): void => {
    cancelled.abort(new Error('interrupted'))
  }
  process.once('SIGINT', cancel).once('SIGTERM', cancel)
  out.step('starting GitHub, a registry and Argo CD on loopback')
  const world = await startWorld(examplesOf(ROOT))
  try {
    const delivery = await deliver(world, ROOT, out, cancelled.signal)
    printReport(delivery, out)
    if (options.keep && !cancelled.signal.aborted) await keep(world, out, cancelled.signal)
    return delivery.failed.length === 0 && delivery.stages.every(({ good }) => good) ? 0 : 1
  } catch (error) {
    if (!cancelled.signal.aborted) throw error
    out.title('Interrupted: servers and children are stopped, temporary files are removed.')
    return INTERRUPTED
  } finally {
    await world.close()
  }
}

interface Options {
  readonly help: boolean
  readonly install: boolean
  readonly keep: boolean
}

function readOptions(out: Terminal): Options | undefined {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean' }, 'no-install': { type: 'boolean' }, keep: { type: 'boolean' } },
    })
    return { help: values.help === true, install: values['no-install'] !== true, keep: values.keep === true }
  } catch (error) {
    out.line(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return undefined
  }
}

/** Whether there is an engine to build with, installed now if that may be. */
async function provideEngine(out: Terminal, mayInstall: boolean): Promise<boolean> {
  const found = await findEngine()
  if (found !== undefined) {
    out.step(`building with ${found.name} ${found.version}`)
    return true
  }
  const command = mayInstall ? await installCommand() : undefined
  if (command === undefined) {
    out.line('There is no build engine here: neither a running docker nor buildah. Install one, for example:')
    out.line('  sudo apt-get install -y --no-install-recommends buildah')
    return false
  }
  out.step(`there is no build engine here; installing buildah: ${command.join(' ')}`)
  await install(command)
  return provideEngine(out, false)
}

async function keep(world: World, out: Terminal, signal: AbortSignal): Promise<void> {
  out.title('The servers stay up until you press Ctrl-C')
  out.line(`GitHub    ${world.github.url}`)
  out.line(`registry  ${world.registry.url}`)
  out.line(`Argo CD   ${world.argocd.url}`)
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}
