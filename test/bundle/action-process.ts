import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NODE_MAJOR = 24

/** The Node that `using: node24` means: the one that runs the tests, or the one installed beside them. */
const NODE =
  Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
    ? process.execPath
    : join(ROOT, 'node_modules/.bin/node')

/** A step that runs one of our actions. */
export interface ActionStep {
  readonly action: string
  /** As under `with:`; what is left out has the default of the action's `action.yml`. */
  readonly inputs?: Readonly<Record<string, string>>
  /** The host, such as the sandbox's GitHub. Default: addresses on which nobody listens. */
  readonly github?: { readonly url: string; readonly apiUrl: string; readonly graphqlUrl: string }
  /** What `${{ github.token }}` is. Default: a token that no host knows. */
  readonly token?: string
  /** `owner/name` of the repository whose workflow runs. Default `acme/api`. */
  readonly repository?: string
  readonly ref?: string
  readonly sha?: string
  readonly eventName?: string
  /** The webhook's payload. Default: one of a push. */
  readonly event?: unknown
  /** Default: a new empty directory. */
  readonly workspace?: string
  /** Variables beside those of the runner, or in their place. Nothing but `PATH` comes from this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly onOutput?: (text: string, child: ChildProcess) => void
}

/** A notice, warning or error that the step puts on the run. */
export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error'
  readonly message: string
}

/** How the step ended. */
export interface ActionRun {
  readonly code: number | null
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly stdout: string
  readonly stderr: string
  /** Everything the step printed, in the order in which it came. */
  readonly log: string
  readonly annotations: readonly Annotation[]
  /** What the step saved for its `post`. */
  readonly state: Readonly<Record<string, string>>
  /** What it wrote into `GITHUB_ENV` and `GITHUB_PATH`, for the steps after it. */
  readonly environment: string
  /** Names of what was left in the runner's temporary directory, one per line. */
  readonly leftovers: string
}

/** Runs `dist/<action>/index.js` in a process of its own, as the runner does. */
export async function runActionProcess(step: ActionStep): Promise<ActionRun> {
  const directory = await mkdtemp(join(tmpdir(), 'action-process-'))
  try {
    const env = await prepareEnvironment(step, directory)
    const ended = await spawnAction(step, step.workspace ?? join(directory, 'workspace'), env)
    const written = (name: string): Promise<string> => readFile(join(directory, name), 'utf8')
    return {
      ...ended,
      annotations: readAnnotations(ended.stdout),
      outputs: parseFileCommands(await written('output')),
      state: parseFileCommands(await written('state')),
      summary: await written('summary'),
      environment: (await written('env')) + (await written('path')),
      leftovers: (await readdir(join(directory, 'temp'), { recursive: true })).join('\n'),
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/** The variables of a run for a push, as the runner sets them for GitHub itself. */
export function pushEnvironment(ref: string, sha: string): Record<string, string> {
  return {
    GITHUB_REF: ref,
    GITHUB_SHA: sha,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
  }
}

async function prepareEnvironment(step: ActionStep, directory: string): Promise<Record<string, string>> {
  const file = (name: string): string => join(directory, name)
  await Promise.all([mkdir(file('temp')), mkdir(file('workspace')), mkdir(file('home'))])
  const { repository = 'acme/api', sha = '0123456789abcdef0123456789abcdef01234567' } = step
  const { ref = 'refs/heads/main', token = 'ghs_nobody', github = NOWHERE } = step
  const event = step.event ?? { ref, after: sha, repository: { full_name: repository } }
  await Promise.all([
    ...['output', 'summary', 'state', 'env', 'path'].map((name) => writeFile(file(name), '')),
    writeFile(file('event.json'), JSON.stringify(event)),
  ])
  const inputs = { ...readDefaults(step.action, { token, repository }), ...step.inputs }
  return {
    PATH: process.env.PATH ?? '',
    HOME: file('home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_ENV: file('env'),
    GITHUB_EVENT_NAME: step.eventName ?? 'push',
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_JOB: 'deploy',
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    GITHUB_REF: ref,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '17',
    GITHUB_SERVER_URL: github.url,
    GITHUB_SHA: sha,
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_WORKFLOW: 'deploy',
    GITHUB_WORKSPACE: step.workspace ?? file('workspace'),
    RUNNER_TEMP: file('temp'),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [
        `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
        value,
      ]),
    ),
    ...step.env,
  }
}

/** Port 1 of loopback: a request ends at once, and reaches nobody. */
const NOWHERE = {
  url: 'http://127.0.0.1:1',
  apiUrl: 'http://127.0.0.1:1/api/v3',
  graphqlUrl: 'http://127.0.0.1:1/api/graphql',
}

/** @throws Error for a default that holds an expression of another kind: the step would not get what it gets at GitHub */
function readDefaults(action: string, github: { token: string; repository: string }): Record<string, string> {
  const text = readFileSync(join(ROOT, 'actions', action, 'action.yml'), 'utf8')
  const { inputs = {} } = parse(text) as { inputs?: Record<string, { default?: string | boolean | number }> }
  const evaluate = (value: string): string =>
    value.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_all, expression: string) => {
      if (expression === 'github.token') return github.token
      if (expression === 'github.repository') return github.repository
      throw new Error(`the default of an input of ${action} is "${expression}", which is not evaluated here`)
    })
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: value }]) => [name, evaluate(String(value ?? ''))]),
  )
}

async function spawnAction(
  { action, onOutput }: ActionStep,
  cwd: string,
  env: Record<string, string>,
): Promise<Pick<ActionRun, 'code' | 'stdout' | 'stderr' | 'log'>> {
  const child = spawn(NODE, [join(ROOT, 'dist', action, 'index.js')], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '', log: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
      texts.log += text
      onOutput?.(text, child)
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, ...texts }
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
function readAnnotations(stdout: string): readonly Annotation[] {
  return [...stdout.matchAll(/^::(notice|warning|error)(?: [^\n]*?)?::(.*)$/gm)].map((line) => ({
    level: line[1] as Annotation['level'],
    message: (line[2] ?? '').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%'),
  }))
}

/**
 * Both forms of `name=value` and of a value of several lines.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
function parseFileCommands(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? []
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter)
      if (end < 0) throw new Error(`the value of "${name}" has no end`)
      found[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n')
    } else if (line !== '') {
      const border = line.indexOf('=')
      if (border < 0) throw new Error(`neither a value nor the beginning of one: ${line}`)
      found[line.slice(0, border)] = line.slice(border + 1)
    }
  }
  return found
}
