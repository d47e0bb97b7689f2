import { type Kubernetes, startKubernetes } from '@gitops-actions/sandbox'
import { median, milliseconds, print } from './measure.ts'
import { MANY, ROUNDS, startVerification, type Verification, type Waiting } from './verification.ts'

const NAMESPACE = 'flux-system'
const LABELS = { 'app.kubernetes.io/part-of': 'shop' }

/**
 * How soon after Flux's report of our revision the whole process has ended: by its watch, and by its polls of one second. Then what
 * many Kustomizations by one selector cost.
 */
export async function benchVerifyFlux(): Promise<void> {
  const [verification, kubernetes] = await Promise.all([startVerification(), startKubernetes()])
  try {
    putSource(kubernetes, verification.cloneUrl)
    const inputs = { agent: 'flux', kubeconfig: kubeconfigOf(kubernetes) }
    let made = 0
    const make = (): Waiting => putKustomization(kubernetes, verification, `api-${(made += 1)}`)
    const watch = await verification.rounds(make, { ...inputs, interval: '10m' })
    const makeSilent = (): Waiting => {
      kubernetes.faults.watch({ kind: 'silent', afterEvents: 0 })
      return make()
    }
    const polls = await verification.rounds(makeSilent, { ...inputs, interval: '1s' })
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
      [await runCrowd(kubernetes, verification, inputs)],
    )
  } finally {
    await Promise.all([kubernetes.close(), verification.close()])
  }
}

async function runCrowd(
  kubernetes: Kubernetes,
  verification: Verification,
  inputs: Readonly<Record<string, string>>,
): Promise<string[]> {
  const all = Array.from({ length: MANY }, (_, index) =>
    putKustomization(kubernetes, verification, `crowd-${index}`),
  )
  const before = kubernetes.requests.length
  const applications = 'selector=app.kubernetes.io/part-of=shop'
  const measured = await verification.crowd(all, { ...inputs, applications })
  const asked = kubernetes.requests.slice(before).map(({ path }) => path)
  const count = (path: RegExp): string => String(asked.filter((one) => path.test(one)).length)
  return [
    count(/kustomizations\?.*limit=/),
    count(/watch=true/),
    count(/gitrepositories/),
    count(/\/kustomizations\/crowd-/),
    ...measured,
  ]
}

function putSource({ store }: Kubernetes, url: string): void {
  store.apply({
    kind: 'GitRepository',
    namespace: NAMESPACE,
    name: 'environments',
    spec: { interval: '1m', url, ref: { branch: 'main' } },
    status: { observedGeneration: 1, conditions: [ready('Succeeded')] },
  })
}

function putKustomization({ store }: Kubernetes, { commits }: Verification, name: string): Waiting {
  const put = (applied: string): void => {
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
  put(commits.old)
  return {
    name,
    report() {
      put(commits.ours)
    },
  }
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
