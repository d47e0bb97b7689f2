import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GitHub, type Kubernetes, startGitHub, startKubernetes } from '@gitops-actions/sandbox'
import { median, milliseconds, print } from './measure.ts'
import { runVerify } from './verify.ts'

const ROUNDS = 15
const MANY = 200
const REPOSITORY = 'acme/environments'
const NAMESPACE = 'flux-system'
const LABELS = { 'app.kubernetes.io/part-of': 'shop' }

/**
 * How soon after Flux's report of our revision the whole process has ended: by its watch, and by its polls of one second. Then what
 * many Kustomizations by one selector cost.
 */
export async function benchVerifyFlux(): Promise<void> {
  const world = await startWorld()
  try {
    const watch = await world.rounds('10m')
    const polls = await world.rounds('1s', () => {
      world.kubernetes.faults.watch({ kind: 'silent', afterEvents: 0 })
    })
    print(
      `From Flux's report to our exit (median of ${ROUNDS}, whole processes, stable-for 0s)`,
      ['by', 'median', 'slowest'],
      [
        ['the watch', milliseconds(median(watch)), milliseconds(Math.max(...watch))],
        ['polls of 1 s, the watch silent', milliseconds(median(polls)), milliseconds(Math.max(...polls))],
      ],
    )
    print(
      `${MANY} Kustomizations by one selector, all of which become ready while it waits`,
      [
        'lists',
        'watches',
        'of their source',
        'of one Kustomization',
        'compares',
        'memory',
        'from the last report',
      ],
      [await world.crowd()],
    )
  } finally {
    await world.close()
  }
}

interface World {
  readonly kubernetes: Kubernetes
  rounds(interval: string, before?: () => void): Promise<number[]>
  crowd(): Promise<string[]>
  close(): Promise<void>
}

async function startWorld(): Promise<World> {
  const [github, kubernetes, work] = await Promise.all([
    startGitHub({ rateLimit: 1_000_000 }),
    startKubernetes(),
    mkdtemp(join(tmpdir(), 'bench-flux-')),
  ])
  const event = join(work, 'event.json')
  await writeFile(event, '{}')
  const { old, revision, token } = await commitTwice(github)
  const { store } = kubernetes
  const put = (name: string, applied: string): void => {
    store.apply({
      kind: 'Kustomization',
      namespace: NAMESPACE,
      name,
      labels: LABELS,
      spec: {
        interval: '10m',
        prune: true,
        wait: true,
        path: './apps/shop',
        sourceRef: { kind: 'GitRepository', name: 'environments' },
      },
      status: {
        observedGeneration: 1,
        lastAppliedRevision: `main@sha1:${applied}`,
        lastAttemptedRevision: `main@sha1:${applied}`,
        conditions: [ready('ReconciliationSucceeded')],
      },
    })
  }
  store.apply({
    kind: 'GitRepository',
    namespace: NAMESPACE,
    name: 'environments',
    spec: { interval: '1m', url: github.cloneUrl(REPOSITORY), ref: { branch: 'main' } },
    status: { observedGeneration: 1, conditions: [ready('Succeeded')] },
  })
  const inputs = {
    agent: 'flux',
    kubeconfig: kubeconfigOf(kubernetes),
    repository: REPOSITORY,
    token,
    revision,
    'stable-for': '0s',
    refresh: 'false',
    timeout: '11m',
  }
  let made = 0

  return {
    kubernetes,
    async rounds(interval, before) {
      const samples: number[] = []
      for (let round = 0; round <= ROUNDS; round += 1) {
        const name = `api-${(made += 1)}`
        put(name, old)
        before?.()
        let reported = 0
        await runVerify(github, event, { ...inputs, applications: name, interval }, (text) => {
          if (reported > 0 || !/waiting +at revision/.test(text)) return
          reported = Number.POSITIVE_INFINITY
          // Somewhere between two polls; a watch does not care.
          setTimeout(
            () => {
              reported = performance.now()
              put(name, revision)
            },
            200 + 1_000 * Math.random(),
          )
        })
        if (round > 0) samples.push(performance.now() - reported)
      }
      return samples
    },
    async crowd() {
      const names = Array.from({ length: MANY }, (_, index) => `crowd-${index}`)
      for (const name of names) put(name, old)
      const before = { cluster: kubernetes.requests.length, github: github.requests.length }
      let reported = 0
      let seen = ''
      const applications = 'selector=app.kubernetes.io/part-of=shop'
      const count = { 'expected-count': String(MANY), interval: '10s' }
      const memory = await runVerify(github, event, { ...inputs, applications, ...count }, (text) => {
        seen += text
        if (reported > 0 || (seen.match(/crowd-\d+ +waiting/g) ?? []).length < MANY) return
        reported = 1
        for (const [index, name] of names.entries()) {
          setTimeout(() => {
            reported = performance.now()
            put(name, revision)
          }, index * 20)
        }
      })
      const late = performance.now() - reported
      const asked = kubernetes.requests.slice(before.cluster).map(({ path }) => path)
      const countOf = (path: RegExp): string => String(asked.filter((one) => path.test(one)).length)
      return [
        countOf(/kustomizations\?.*limit=/),
        countOf(/watch=true/),
        countOf(/gitrepositories/),
        countOf(/\/kustomizations\/crowd-/),
        String(
          github.requests.slice(before.github).filter(({ operation }) => operation.includes('compare'))
            .length,
        ),
        `${Math.round(memory / 1024)} MB`,
        milliseconds(late),
      ]
    },
    async close() {
      await Promise.all([kubernetes.close(), github.close()])
      await rm(work, { recursive: true, force: true })
    },
  }
}

async function commitTwice(github: GitHub): Promise<{ old: string; revision: string; token: string }> {
  const git = await github.createRepository(REPOSITORY, { files: { 'apps/shop/a.yaml': 'a: 1\n' } })
  const old = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(old, [{ path: 'apps/shop/a.yaml', content: 'a: 2\n' }])
  const author = { name: 'Bench', email: 'bench@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const { oid: revision } = await git.writeCommit({ tree, parents: [old], message: 'Set a', author })
  await git.updateRef('refs/heads/main', revision, old)
  const { token } = github.createToken({ login: 'bench[bot]', kind: 'app', repositories: [REPOSITORY] })
  return { old, revision, token }
}

function ready(reason: string): object {
  const lastTransitionTime = '2026-01-02T03:04:05Z'
  return { type: 'Ready', status: 'True', reason, message: '', observedGeneration: 1, lastTransitionTime }
}

function kubeconfigOf(kubernetes: Kubernetes): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    clusters: [{ name: 'bench', cluster: { server: kubernetes.url } }],
    users: [{ name: 'ci', user: { token: kubernetes.createToken('ci') } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'ci' } }],
  })
}
