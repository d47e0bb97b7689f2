import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  type Log,
  openPromotion,
  type PromotionReport,
  type PromotionRequest,
  promotionOutputs,
  renderPromotionSummary,
} from '@gitops-actions/core'
import {
  createMemoryPulls,
  createMemoryRepository,
  type MemoryPulls,
  type MemoryRepository,
} from './promotion-fakes.ts'
import { createManualClock } from './fakes/manual-clock.ts'
import { createMemoryBranchMerges } from './fakes/memory-branch-merges.ts'
import { createMemoryCheckRuns } from './fakes/memory-check-runs.ts'
import { createMemoryHistory } from './fakes/memory-history.ts'
import { promotionRequest } from './promotion-case.ts'

const DRESS = { labels: ['promotion'], reviewers: ['ann'], teamReviewers: ['ops'], assignees: ['ben'] }

let repository: MemoryRepository
let pulls: MemoryPulls
let warnings: string[]

beforeEach(() => {
  repository = createMemoryRepository({ 'values.yaml': helm('1.0.0'), 'notes.txt': 'one\n' })
  repository.push('staging', {})
  pulls = createMemoryPulls()
  warnings = []
})

function helm(tag: string): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n`
}

function promote(change: Partial<PromotionRequest> = {}, into = pulls): Promise<PromotionReport> {
  return openPromotion(promotionRequest(change), {
    repository,
    pulls: into,
    log: createLog(),
    checks: createMemoryCheckRuns(),
    merges: createMemoryBranchMerges(into),
    history: createMemoryHistory(),
    sources: { compare: () => Promise.resolve(undefined), defaultBranch: () => Promise.resolve(undefined) },
    registry: undefined,
    clock: createManualClock(),
  })
}

function createLog(): Log {
  const nothing = (): void => undefined
  return {
    group: (_title, work) => work(),
    info: nothing,
    debug: nothing,
    notice: nothing,
    warning: (line) => warnings.push(line),
    error: nothing,
  }
}

describe('the one pull request', () => {
  it('is opened, dressed, updated with labels alone, and closed', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    expect(await promote({ dress: DRESS })).toMatchObject({
      outcome: 'created',
      reason: 'Pull request #1 was opened.',
      title: 'Promote staging to main: api 1.0.0 → 1.1.0',
      changes: [{ file: 'values.yaml', image: 'ghcr.io/acme/api', from: '1.0.0', to: '1.1.0' }],
      otherFiles: [],
    })
    repository.push('staging', { 'values.yaml': helm('1.2.0'), 'notes.txt': 'two\n' })
    expect(await promote({ dress: DRESS })).toMatchObject({
      outcome: 'updated',
      title: 'Promote staging to main: api 1.0.0 → 1.2.0',
      otherFiles: ['notes.txt'],
    })
    expect(await promote({ dress: DRESS })).toMatchObject({
      outcome: 'no-op',
      reason: 'Pull request #1 is open and current.',
    })
    repository.push('staging', { 'values.yaml': helm('1.0.0'), 'notes.txt': 'one\n' })
    expect(await promote()).toMatchObject({ outcome: 'closed', pull: { number: 1 }, changes: [] })
    expect(await promote()).toMatchObject({ outcome: 'no-op', pull: undefined })
    expect(pulls.calls.filter((call) => call !== 'find')).toEqual([
      'create',
      'dress 1: promotion ben ann ops',
      'update 1',
      'dress 1: promotion',
      'close 1: Closed: `main` already holds everything of `staging`.',
    ])
    expect(pulls.all.size).toBe(1)
  })

  it('is current whatever line breaks and outer blanks its body came back with', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    const made = await promote({ body: 'Two\nlines' })
    const pull = pulls.all.get(1)
    if (pull !== undefined) pulls.all.set(1, { ...pull, body: `${made.body.replaceAll('\n', '\r\n')}\r\n` })
    expect((await promote({ body: 'Two\nlines' })).outcome).toBe('no-op')
    expect((await promote({ body: 'Three\nlines' })).outcome).toBe('updated')
  })

  it('is dressed also when the answer to its making was lost', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    pulls.loseAnswer()
    expect((await promote({ dress: DRESS })).outcome).toBe('created')
    expect(pulls.calls).toEqual(['find', 'find', 'create', 'dress 1: promotion ben ann ops'])
  })

  it('warns of what the host refused, and stands', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    const report = await promote({ dress: DRESS }, createMemoryPulls({ refused: ['ann'] }))
    expect(report).toMatchObject({ outcome: 'created', notices: ['"ann" was not taken'] })
    expect(warnings).toEqual(['"ann" was not taken'])
    expect(renderPromotionSummary(report)).toContain('- "ann" was not taken')
  })

  it('of somebody else is neither changed nor closed', async () => {
    const theirs = createMemoryPulls({ author: 'ann' })
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    await promote({}, theirs)
    repository.push('staging', { 'values.yaml': helm('1.2.0') })
    const left = await promote({}, theirs)
    expect(left).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    expect(left.reason).toMatch(
      /was opened by ann, and this run writes as bumper\[bot\]: it is left as it is/,
    )
    repository.push('staging', { 'values.yaml': helm('1.0.0') })
    expect((await promote({}, theirs)).reason).toMatch(/opened by ann.*it is left open\.$/)
    expect(theirs.calls.filter((call) => /^(update|close|dress)/.test(call))).toEqual([])
  })

  it('is not written in a dry run', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    const report = await promote({ dryRun: true, dress: DRESS })
    expect(report).toMatchObject({ outcome: 'dry-run', reason: 'A pull request would be opened.' })
    expect(renderPromotionSummary(report)).toContain('Title: Promote staging to main: api 1.0.0 → 1.1.0')
    await promote()
    pulls.calls.splice(0)
    expect((await promote({ dryRun: true })).reason).toBe('Pull request #1 would be left as it is.')
    expect((await promote({ dryRun: true, title: 'New' })).reason).toBe('Pull request #1 would be updated.')
    repository.push('staging', { 'values.yaml': helm('1.0.0') })
    expect((await promote({ dryRun: true })).reason).toMatch(/Pull request #1 would be closed\.$/)
    expect(new Set(pulls.calls)).toEqual(new Set(['find']))
  })
})

describe('what a merge would change', () => {
  it('is nothing when the same content came by other commits', async () => {
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    repository.push('main', { 'values.yaml': helm('1.1.0') })
    expect(await promote()).toMatchObject({
      outcome: 'no-op',
      reason: 'main already holds everything of staging.',
    })
  })

  it('is nothing when commits change nothing', async () => {
    repository.push('staging', {})
    const before = repository.reads()
    expect((await promote()).outcome).toBe('no-op')
    expect(repository.reads() - before).toBe(2)
  })

  it('is refused when both branches set an image', async () => {
    repository.push('main', { 'values.yaml': helm('1.0.1') })
    repository.push('staging', { 'values.yaml': helm('1.1.0') })
    const report = await promote()
    expect(report.outcome).toBe('conflict')
    expect(report.reason).toBe(
      'Both branches changed ghcr.io/acme/api in values.yaml (staging: 1.1.0, main: 1.0.1, before: 1.0.0) since they parted, which no merge can join. ' +
        'Merge branch "main" into "staging", keep what shall be promoted, push, and run again. If promotions are squashed or rebased when they are merged, allow merge commits alone (Settings, General, Pull Requests): the others hide from git what was promoted.',
    )
    expect(pulls.calls).toEqual(['find', 'find'])
    expect(promotionOutputs(report, false)).toMatchObject({
      'pull-request-number': '',
      'checks-will-run': '',
    })
  })

  it.each([
    [false, 'conflict', /It cannot be merged: both branches changed notes\.txt since they parted/],
    [true, 'created', /was opened\.$/],
    [undefined, 'created', /was opened\.$/],
  ])('is asked of the host where both changed a file: mergeable %s', async (mergeable, outcome, reason) => {
    repository.push('main', { 'notes.txt': 'two\n' })
    repository.push('staging', { 'values.yaml': helm('1.1.0'), 'notes.txt': 'three\n' })
    const asked = createMemoryPulls({ mergeable })
    const report = await promote({}, asked)
    expect(report).toMatchObject({
      outcome,
      pull: { number: 1 },
      changedOnBoth: ['notes.txt'],
      reason: expect.stringMatching(reason),
    })
    expect(asked.calls).toEqual(['find', 'find', 'create', 'mergeable 1'])
    expect(report.body).toContain('Changed on `main` too since the branches parted:\n\n- `notes.txt`')
  })
})

describe('errors', () => {
  const CONFIG = 'version: 1\nenvironments:\n  staging: {branch: env/staging}\n  live: {branch: main}\n'

  it.each<[string, Partial<PromotionRequest>, string, RegExp]>([
    ['one name alone', { from: 'staging' }, 'invalid-input', /give both, or neither/],
    [
      'a branch that is not there',
      { from: 'stage', to: 'main' },
      'branch-not-found',
      /no branch "stage".*Automatically delete head branches/,
    ],
    [
      'a target that is not there',
      { from: 'staging', to: 'prod' },
      'branch-not-found',
      /no branch "prod" to promote to: create it, or name existing branches with "from" and "to"\.$/,
    ],
    [
      'a configuration that is not there',
      { config: 'other.yaml' },
      'config-not-found',
      /"other\.yaml" is not there/,
    ],
  ])('name %s', async (_, change, code, message) => {
    await expect(promote(change)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(pulls.calls.filter((call) => call !== 'find')).toEqual([])
  })

  it.each<[string, Partial<PromotionRequest>, string, RegExp]>([
    [
      'a name of two meanings',
      { from: 'staging', to: 'live' },
      'invalid-input',
      /also a branch of acme\/environments/,
    ],
    [
      'a branch of an environment that is not there',
      { from: 'env/staging', to: 'live' },
      'unknown-environment',
      /neither an environment of gitops\.yaml \(it has staging, live\) nor a branch/,
    ],
    ['two names of one branch', { from: 'live', to: 'main' }, 'invalid-input', /both branch "main"/],
  ])('name %s', async (_, change, code, message) => {
    repository.push('main', { 'gitops.yaml': CONFIG })
    await expect(promote(change)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('name the missing branch of an environment', async () => {
    repository.push('main', { 'gitops.yaml': CONFIG.replace('staging:', 'stage:') })
    await expect(promote({ from: 'stage', to: 'live' })).rejects.toMatchObject({
      code: 'branch-not-found',
      message: expect.stringMatching(/Environment "stage" is branch "env\/staging" by gitops\.yaml, but/),
    })
  })

  it('name branches without a common commit', async () => {
    repository.push('orphan', { 'a.txt': 'a' }, [])
    await expect(promote({ from: 'orphan', to: 'main' })).rejects.toMatchObject({ code: 'no-common-history' })
  })
})
