import {
  connectGitHub,
  createGitHubPullRequests,
  createGitHubRepository,
  createHttpClient,
  systemClock,
} from '@gitops-actions/adapters'
import {
  bumpImageTag,
  type EnvironmentRepository,
  type Log,
  parseFilePattern,
  parseImageReference,
  parseRepositoryName,
  type PullRequests,
} from '@gitops-actions/core'
import { type GitHub, startGitHub } from '@gitops-actions/sandbox'
import { print, ratio, time } from './measure.ts'

const REPOSITORY = parseRepositoryName('acme/environments')
const LATENCY = 50
const WRITERS = [20, 100]
const silent: Log = {
  debug: ignore,
  info: ignore,
  notice: ignore,
  warning: ignore,
  error: ignore,
  group: (_, work) => work(),
}

/** Writers that begin at the same moment, each on a key of its own in one file. */
export async function benchContention(): Promise<void> {
  const rows: string[][] = []
  for (const writers of WRITERS) {
    const serial = await contend(1, bump)
    const ours = await contend(writers, bump)
    const plain = await contend(writers, plainJitter)
    rows.push([
      String(writers),
      `${ours.landed}`,
      `${ours.attempts} (worst ${ours.worst})`,
      `${plain.attempts} (worst ${plain.worst})`,
      ratio(ours.attempts, plain.attempts),
      `${(ours.milliseconds / 1000).toFixed(1)} s`,
      `${(plain.milliseconds / 1000).toFixed(1)} s`,
      `${((serial.milliseconds * writers) / 1000).toFixed(1)} s`,
    ])
  }
  print(
    `Writers on one file, ${LATENCY} ms a request`,
    ['writers', 'landed', 'attempts', 'plain full jitter', 'ratio', 'time', 'plain', 'one after the other'],
    rows,
  )
}

interface Writer {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  readonly index: number
}

async function contend(
  writers: number,
  write: (writer: Writer) => Promise<number>,
): Promise<{ landed: number; attempts: number; worst: number; milliseconds: number }> {
  const github = await startGitHub({ rateLimit: 1_000_000 })
  try {
    const lines = Array.from(
      { length: writers },
      (_, at) => `s${at}: { image: 'ghcr.io/acme/s${at}:1.0.0' }\n`,
    )
    const repository = await github.createRepository(REPOSITORY, { files: { 'values.yaml': lines.join('') } })
    github.faults.always('*', { latency: LATENCY })
    let attempts: number[] = []
    const milliseconds = await time(async () => {
      attempts = await Promise.all(lines.map((_, index) => write(connect(github, index))))
    })
    const text = (await repository.readFile('main', 'values.yaml'))?.toString() ?? ''
    return {
      landed: text.match(/:2\.0\.0/g)?.length ?? 0,
      attempts: attempts.reduce((sum, each) => sum + each, 0),
      worst: Math.max(...attempts),
      milliseconds,
    }
  } finally {
    await github.close()
  }
}

/** A connection of its own for each, as processes of their own have. */
function connect(github: GitHub, index: number): Writer {
  const clock = systemClock()
  const http = createHttpClient({ clock, env: {}, userAgent: 'bench' })
  const { token } = github.createToken({ login: 'bench[bot]', kind: 'app', repositories: [REPOSITORY] })
  const connection = connectGitHub({
    http,
    clock,
    log: silent,
    token,
    userAgent: 'bench',
    serverUrl: github.url,
    apiUrl: github.apiUrl,
    graphqlUrl: github.graphqlUrl,
  })
  return {
    index,
    repository: createGitHubRepository(connection, REPOSITORY),
    pulls: createGitHubPullRequests(connection, REPOSITORY),
  }
}

async function bump({ repository, pulls, index }: Writer): Promise<number> {
  const image = parseImageReference(`ghcr.io/acme/s${index}:2.0.0`)
  const { attempts } = await bumpImageTag(
    {
      wanted: [{ service: `s${index}`, image, mutable: false, source: undefined }],
      repository: REPOSITORY,
      branch: undefined,
      environment: undefined,
      origin: undefined,
      config: 'gitops.yaml',
      files: [parseFilePattern('values.yaml')],
      pin: 'auto',
      mode: undefined,
      message: undefined,
      platforms: [],
      requireVerified: false,
      allowDowngrade: false,
      createMissing: false,
      allowPlaintextSecrets: false,
      failMode: 'all-or-nothing',
      dress: { labels: [], reviewers: [], teamReviewers: [], assignees: [] },
      draft: false,
      autoMerge: undefined,
      waitForMerge: false,
      dryRun: false,
      maxAttempts: 100,
      timeout: 600_000,
    },
    { repository, pulls, sources: undefined, registry: undefined, clock: systemClock(), log: silent },
  )
  return attempts
}

/** Read, replace, write; full jitter under a ceiling that doubles from 200 ms to 5 s. */
async function plainJitter({ repository, index }: Writer): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const { branch, head, files } = await repository.read({ files: ['values.yaml'] })
    const text = files.get('values.yaml')?.text ?? ''
    const after = text.replace(`s${index}:1.0.0`, `s${index}:2.0.0`)
    const changes = [{ path: 'values.yaml', mode: '100644' as const, text: after }]
    const done = await repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
    if (done.kind === 'committed') return attempt
    await systemClock().sleep(Math.random() * Math.min(5000, 200 * 2 ** (attempt - 1)))
  }
}

function ignore(): void {
  // Nobody reads along.
}
