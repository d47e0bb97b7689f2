import { type ApplicationStatus, type ArgoCd, type Observation, startArgoCd } from '@gitops-actions/sandbox'
import { median, milliseconds, print } from './measure.ts'
import { MANY, ROUNDS, startVerification, type Verification, type Waiting } from './verification.ts'

const SOURCE = { path: 'apps/shop', targetRevision: 'main' }
const DESTINATION = { server: 'https://kubernetes.default.svc', namespace: 'shop' }
const LABEL = { 'app.kubernetes.io/part-of': 'shop' }
const SELECTOR = 'selector=app.kubernetes.io/part-of=shop,crowd notin (no)'

/**
 * How soon after Argo CD's report of a healthy revision the whole process has ended: by its stream, by its polls of one second,
 * and by a loop that looks every five seconds, as scripts do. Then what many applications by one selector cost.
 */
export async function benchVerify(): Promise<void> {
  const [verification, argocd] = await Promise.all([startVerification(), startArgoCd()])
  try {
    const inputs = { server: argocd.url, 'auth-token': argocd.createToken() }
    const make = (): Waiting => createApplication(argocd, verification, `api-${argocd.requests.length}`)
    const stream = await verification.rounds(make, { ...inputs, interval: '10m' })
    const stop = argocd.faults.stream({ effect: { kind: 'silent', afterEvents: 1 } })
    const polls = await verification.rounds(make, { ...inputs, interval: '1s' })
    stop()
    print(
      `From the agent's report to our exit (median of ${ROUNDS}, whole processes, stable-for 0s)`,
      ['by', 'median', 'slowest'],
      [
        ['the stream', milliseconds(median(stream)), milliseconds(Math.max(...stream))],
        ['polls of 1 s, the stream silent', milliseconds(median(polls)), milliseconds(Math.max(...polls))],
        ['a loop that looks every 5 s', '2500 ms, by its nature', '5000 ms'],
      ],
    )
    print(
      `${MANY} applications by one selector, all of which become healthy while it waits`,
      ['lists', 'streams', 'of one application', 'compares', 'memory', 'from the last report'],
      [await runCrowd(argocd, verification, inputs)],
    )
  } finally {
    await Promise.all([argocd.close(), verification.close()])
  }
}

async function runCrowd(
  argocd: ArgoCd,
  verification: Verification,
  inputs: Readonly<Record<string, string>>,
): Promise<string[]> {
  const all = Array.from({ length: MANY }, (_, index) =>
    createApplication(argocd, verification, `crowd-${index}`),
  )
  const before = argocd.requests.length
  const measured = await verification.crowd(all, { ...inputs, applications: SELECTOR })
  const asked = argocd.requests.slice(before).map(({ path }) => path)
  const count = (path: RegExp): string => String(asked.filter((one) => path.test(one)).length)
  return [
    count(/\/applications$/),
    count(/\/stream\/applications$/),
    count(/\/applications\/crowd-/),
    ...measured,
  ]
}

function createApplication(argocd: ArgoCd, { cloneUrl, commits }: Verification, name: string): Waiting {
  const source = { ...SOURCE, repoURL: cloneUrl }
  const handle = argocd.createApplication({ name, source, labels: LABEL })
  const replay = handle.replay([observe(commits.old, source), observe(commits.ours, source)], 'manual')
  return {
    name,
    report() {
      replay.next()
    },
  }
}

function observe(revision: string, source: { repoURL: string; path: string }): Observation {
  const status: ApplicationStatus = {
    sync: { status: 'Synced', revision, comparedTo: { destination: DESTINATION, source } },
    health: { status: 'Healthy' },
    summary: { images: ['ghcr.io/acme/shop:1.1.0'] },
    reconciledAt: '2026-01-02T03:04:10Z',
  }
  return { status, spec: { project: 'default', destination: DESTINATION, source } }
}
