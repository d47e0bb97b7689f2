import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { deliver, examplesOf } from './delivery.ts'
import { type Engine, findEngine, install, installCommand } from './engine.ts'
import { openImageStore } from './image-store.ts'
import { captureOutput } from './program.ts'
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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const terminal = createTerminal(process.stdout)
process.exitCode = await main(terminal)

async function main(out: Terminal): Promise<number> {
  const options = readOptions(out)
  if (options === undefined) return 2
  if (options.help) {
    out.line(USAGE)
    return 0
  }
  const cancelled = new AbortController()
  for (const name of SIGNALS) {
    // Not `once`: a second Ctrl-C would end this process before it has tidied up.
    process.on(name, () => {
      cancelled.abort(new Error('interrupted'))
    })
  }
  try {
    return await perform(options, out, cancelled.signal)
  } catch (error) {
    if (cancelled.signal.aborted) {
      out.title('Interrupted: servers and children are stopped, temporary files are removed.')
      return INTERRUPTED
    }
    out.title(out.bad(`The demo failed: ${error instanceof Error ? error.message : String(error)}`))
    if (error instanceof Error) out.line(out.faint(framesOf(error)))
    return 1
  }
}

async function perform(options: Options, out: Terminal, signal: AbortSignal): Promise<number> {
  const engine = await provideEngine(out, options.install)
  if (engine === undefined) return 1
  signal.throwIfAborted()
  out.step('starting GitHub, a registry and Argo CD on loopback')
  const store = await openImageStore(engine)
  let registry = ''
  try {
    const world = await startWorld(examplesOf(ROOT))
    registry = world.registry.host
    try {
      const delivery = await deliver(world, { root: ROOT, env: store.env, terminal: out, signal })
      printReport(delivery, out)
      if (options.keep) await keep(world, out, signal)
      return delivery.complete ? 0 : 1
    } finally {
      await world.close()
    }
  } finally {
    await store.remove(registry)
  }
}

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n')
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

/** The engine to build with, installed now if that may be; undefined, and said why, when there is none. */
async function provideEngine(out: Terminal, mayInstall: boolean): Promise<Engine | undefined> {
  const lack = await missingGround()
  if (lack !== undefined) {
    out.line(lack)
    return undefined
  }
  const found = await findEngine()
  if (found !== undefined) {
    out.step(`building with ${found.name} ${found.version}`)
    return found
  }
  const command = mayInstall ? await installCommand() : undefined
  if (command === undefined) {
    out.line('There is no build engine here: neither a running docker nor buildah. Install one, for example:')
    out.line('  sudo apt-get install -y --no-install-recommends buildah')
    return undefined
  }
  out.step(`there is no build engine here; installing buildah: ${command.join(' ')}`)
  await install(command)
  return provideEngine(out, false)
}

/** What the demo cannot install: the system whose programs it builds and runs, and git. */
async function missingGround(): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return `The demo builds and runs a Linux program; this is ${process.platform}. Run it in a Linux container or virtual machine.`
  }
  if ((await captureOutput('git', ['--version'])) !== undefined) return undefined
  return 'There is no git here. Install it, for example:\n  sudo apt-get install -y git'
}

async function keep(world: World, out: Terminal, signal: AbortSignal): Promise<void> {
  out.title('The servers stay up until you press Ctrl-C')
  out.line(`GitHub    ${world.github.url}`)
  out.line(`registry  ${world.registry.url}`)
  out.line(`Argo CD   ${world.argocd.url}`)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else {
      signal.addEventListener('abort', () => {
        resolve()
      })
    }
  })
}
