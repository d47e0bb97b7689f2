import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAncestry, judge, parseCommitSha, type Relation, type Verdict } from '@gitops-actions/core'
import { KUSTOMIZATIONS } from './flux-kustomization-cases.ts'
import { COMMIT, type FluxCase, type FluxObject, gitSource, OLDER } from './flux-objects.ts'
import { RELEASES } from './flux-release-cases.ts'
import { REVISIONS } from './flux-revision-cases.ts'
import { type FluxCluster, startFluxCluster } from './flux-cluster.ts'

let cluster: FluxCluster

beforeAll(async () => {
  cluster = await startFluxCluster()
})

afterAll(() => cluster.close())

/** The verdict on the last object, by one look. */
async function verdictOf({ objects, revision = COMMIT }: FluxCase): Promise<Verdict> {
  cluster.replace([gitSource(), ...objects])
  const last = objects.at(-1)
  if (last === undefined) throw new Error('there is nothing to look at')
  const agent = await cluster.agent(revision)
  const state = await agent.observe({ kind: last.kind, namespace: last.namespace, name: last.name }, 'none')
  const ancestry = createAncestry(revision, {
    compare: (base, head) =>
      Promise.resolve({
        status: head === OLDER ? 'behind' : head === base ? 'identical' : 'ahead',
        mergeBase: parseCommitSha(base),
        files: [],
        filesComplete: true,
      }),
    changedFiles: () => Promise.resolve({ files: [], complete: true }),
  })
  const relate = (revisions: readonly string[] = []): Promise<Relation[]> =>
    Promise.all(revisions.map((one) => ancestry.relation(one)))
  const observation = {
    state,
    relations: await relate(state.revisions),
    operationRelations: await relate(state.operation?.revisions),
    window: undefined,
    recompared: false,
    exact: true,
  }
  return judge(observation, { revision, images: [] })
}

function wordOf(verdict: Verdict): string {
  if (verdict.kind === 'waiting') return `waiting ${verdict.on}`
  return verdict.kind === 'sync-failed' ? `sync-failed ${verdict.of}` : verdict.kind
}

/** What `kubectl wait --for=condition=Ready` looks at. */
function isReadyTrue(object: FluxObject | undefined): boolean {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

describe.each([
  ['a Kustomization', KUSTOMIZATIONS],
  ['a revision', REVISIONS],
  ['a HelmRelease', RELEASES],
])('%s', (_, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const verdict = await verdictOf(one)
    expect(wordOf(verdict)).toBe(one.verdict)
    expect(verdict.detail).toMatch(one.detail)
    expect(isReadyTrue(one.objects.at(-1))).toBe(one.naive ?? false)
  })
})

it('a look at Ready alone would pass where ours does not', () => {
  const early = [...KUSTOMIZATIONS, ...RELEASES].filter(
    ({ naive, verdict }) => naive === true && verdict !== 'deployed',
  )
  expect(early.length).toBeGreaterThanOrEqual(12)
})
