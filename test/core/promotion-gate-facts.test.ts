import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type CheckRuns,
  type CommitSha,
  parseCommitSha,
  parseGates,
  parseImageReference,
  type ServiceChange,
} from '@gitops-actions/core'
import { openGates } from '../../packages/core/src/promotion/gate-facts.ts'
import { showGates } from '../../packages/core/src/promotion/gate-check.ts'
import { createManualClock } from './fakes/manual-clock.ts'
import { createMemoryCheckRuns, type MemoryCheckRuns } from './fakes/memory-check-runs.ts'
import { createMemoryRegistry } from './fakes/memory-registry.ts'
import { createRecordingLog } from './fakes/recording-log.ts'

const HEAD = parseCommitSha('1'.repeat(40))
const FIRST = parseCommitSha('2'.repeat(40))
const SECOND = parseCommitSha('3'.repeat(40))
const DIGEST = `sha256:${'d'.repeat(64)}`

function change(service: string, to: string | undefined, introduced?: CommitSha): ServiceChange {
  const version = (reference: string): ServiceChange['to'] => ({
    image: parseImageReference(reference),
    source: undefined,
    introduced,
  })
  return {
    service,
    from: version(`ghcr.io/acme/${service}:0.9.0`),
    to: to === undefined ? undefined : version(to),
  }
}

const API = change('api', 'ghcr.io/acme/api:1.0.0', FIRST)
const WEB = change('web', `ghcr.io/acme/web:1.0.0@${DIGEST}`, FIRST)
const GONE = change('gone', undefined, SECOND)

interface Opened {
  readonly told: readonly string[]
  readonly asked: readonly string[]
  readonly resolved: readonly string[]
}

async function open(
  lines: readonly string[],
  services: readonly ServiceChange[],
  arrange: (checks: MemoryCheckRuns) => void = () => undefined,
  commits: readonly CommitSha[] = [],
): Promise<Opened> {
  const checks = createMemoryCheckRuns()
  arrange(checks)
  const registry = createMemoryRegistry({ 'ghcr.io/acme/web:1.0.0': DIGEST })
  const gates = await openGates(
    { gates: parseGates(lines), gateApp: 'github-actions' },
    { from: 'staging', head: HEAD, services, commits },
    { checks, registry, clock: createManualClock() },
  )
  const told = gates.map(
    ({ gate, open: isOpen, reason }) => `${gate} ${isOpen ? 'open' : 'closed'}: ${reason}`,
  )
  return { told, asked: checks.asked, resolved: registry.asked }
}

describe('what is asked for gates', () => {
  it('is nothing without any, and nothing for the time alone', async () => {
    expect(await open([], [API])).toEqual({ told: [], asked: [], resolved: [] })
    expect(await open(['freeze=2000-01-01..2000-01-02 UTC'], [API])).toMatchObject({
      asked: [],
      resolved: [],
    })
  })

  it('is the check run of the head, by its name, once', async () => {
    const { told, asked, resolved } = await open(
      ['check=smoke', 'check=load', 'check=smoke'],
      [API, WEB],
      (checks) => {
        checks.add(HEAD, { name: 'smoke' })
        checks.add(FIRST, { name: 'load' })
      },
    )
    expect(asked).toEqual([`${HEAD} smoke`, `${HEAD} load`])
    expect(resolved).toEqual([])
    expect(told[0]).toBe('check=smoke open: it is success')
    expect(told[1]).toBe(
      'check=load closed: the head of staging has no check run of github-actions with that name',
    )
  })

  it.each(['verified', 'soak=1h'])(
    '(%s) is the proof on the commit that introduced each service, once',
    async (gate) => {
      const services = [API, WEB, GONE, change('old', 'ghcr.io/acme/old:1.0.0')]
      const { told, asked, resolved } = await open([gate], services, (checks) => {
        checks.add(FIRST)
      })
      expect(asked).toEqual([`${FIRST} gitops/staging`])
      expect(resolved).toEqual([])
      expect(told).toEqual([`${gate} closed: old: no commit is known that introduced its value`])
    },
  )

  it('is the proof on the commits where no service changes', async () => {
    const { told, asked } = await open(
      ['verified'],
      [],
      (checks) => {
        checks.add(FIRST)
      },
      [FIRST, SECOND],
    )
    expect(asked).toEqual([`${FIRST} gitops/staging`, `${SECOND} gitops/staging`])
    expect(told).toEqual([
      'verified closed: commit 3333333 has no check run gitops/staging of github-actions',
    ])
  })

  it('is the registry: for the digest where there is one, else for the tag', async () => {
    const { told, asked, resolved } = await open(['image'], [API, WEB, GONE])
    expect(asked).toEqual([])
    expect(resolved).toEqual(['ghcr.io/acme/api:1.0.0', `ghcr.io/acme/web@${DIGEST}`])
    expect(told).toEqual(['image closed: api: the registry has no such image any more'])
  })

  it('is asked for many services a few at a time, all of them', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      change(`svc-${index}`, `ghcr.io/acme/svc-${index}:1.0.0`, FIRST),
    )
    expect((await open(['image'], many)).resolved).toHaveLength(30)
  })
})

describe('what is shown of gates', () => {
  const GATES = [{ gate: '<b>verified</b>', open: false, reason: '@everyone <b>api</b>' }]
  const TOLD = {
    from: 'staging',
    to: 'main',
    head: HEAD,
    outcome: 'blocked-by-gate',
    gates: GATES,
    reason: '@everyone',
  } as const
  const asked = { checkRun: true, dryRun: false, runUrl: 'https://github.example/run' }
  const log = createRecordingLog()

  it('is written again when another gate is closed than the one that is told of', async () => {
    const checks = createMemoryCheckRuns()
    const name = 'gitops-promotion/staging/main'
    checks.add(HEAD, { name, conclusion: 'neutral', title: 'Held back from main: image' })
    await showGates(TOLD, asked, { checks, log })
    expect(checks.created.map(({ title }) => title)).toEqual(['Held back from main: <b>verified</b>'])
    expect(checks.created[0]?.summary).not.toMatch(/@everyone|<b>api/)
  })

  it('names a hold where no gate is closed, and is cut where GitHub would refuse it', async () => {
    const checks = createMemoryCheckRuns()
    await showGates({ ...TOLD, gates: [] }, asked, { checks, log })
    await showGates({ ...TOLD, gates: [{ gate: 'x'.repeat(500), open: false, reason: '' }] }, asked, {
      checks,
      log,
    })
    expect(checks.created[0]?.title).toBe('Held back from main: a hold')
    expect(checks.created[1]?.title.length).toBeLessThan(256)
  })

  it.each([
    ['a run that is cancelled', new ActionError('cancelled', 'the run was cancelled')],
    ['a defect of ours', new TypeError('not a function')],
  ])('hides no %s', async (_, error) => {
    const refuse = (): Promise<never> => Promise.reject(error)
    const checks: CheckRuns = { find: refuse, history: refuse, create: refuse }
    await expect(showGates(TOLD, asked, { checks, log })).rejects.toBe(error)
  })
})
