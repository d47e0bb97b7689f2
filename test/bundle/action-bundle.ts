import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** The version that `using: node24` means, not the one that runs the tests. */
const NODE = join(ROOT, 'node_modules/.bin/node')

/** How one run of a committed bundle ended. */
export interface BundleRun {
  readonly code: number | null
  /** Everything the step printed. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Names of what was left in the runner's temporary directory. */
  readonly leftovers: string
}

export interface BundleRequest {
  readonly action: string
  /** As under `with:`; defaults come from the action's `action.yml`. */
  readonly inputs: Readonly<Record<string, string>>
  readonly workspace: string
  readonly env?: Readonly<Record<string, string>>
  readonly onOutput?: (text: string, child: ChildProcess) => void
}

/** Runs `dist/<action>/index.js` as the runner would. */
export async function runBundle(request: BundleRequest): Promise<BundleRun> {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-run-'))
  const file = (name: string): string => join(directory, name)
  const temp = file('temp')
  await mkdir(temp)
  await Promise.all([writeFile(file('output'), ''), writeFile(file('summary'), '')])
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_WORKSPACE: request.workspace,
    RUNNER_TEMP: temp,
    ...request.env,
  }
  for (const [name, value] of Object.entries({ ...defaultsOf(request.action), ...request.inputs })) {
    env[`INPUT_${name.toUpperCase()}`] = value
  }
  try {
    const child = spawn(NODE, [join(ROOT, 'dist', request.action, 'index.js')], {
      cwd: request.workspace,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        request.onOutput?.(chunk.toString(), child)
      })
    }
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return {
      code,
      log,
      outputs: parseOutputs(await readFile(file('output'), 'utf8')),
      summary: await readFile(file('summary'), 'utf8'),
      leftovers: await listAll(temp),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The variables of a run for a push, as the runner sets them. */
export function pushEnvironment(ref: string, sha: string): Record<string, string> {
  return {
    GITHUB_REPOSITORY: 'acme/api',
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_RUN_ID: '17',
    GITHUB_ACTIONS: 'true',
  }
}

function defaultsOf(action: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'actions', action, 'action.yml'), 'utf8')
  const { inputs = {} } = parse(text) as { inputs?: Record<string, { default?: string }> }
  return Object.fromEntries(Object.entries(inputs).map(([name, { default: value }]) => [name, value ?? '']))
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings */
function parseOutputs(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of text.matchAll(/^([^\n]+?)<<(ghadelimiter_[^\n]+)\n([\s\S]*?)\n\2$/gm)) {
    found[entry[1] ?? ''] = entry[3] ?? ''
  }
  return found
}

async function listAll(directory: string): Promise<string> {
  return (await readdir(directory, { recursive: true })).join('\n')
}
