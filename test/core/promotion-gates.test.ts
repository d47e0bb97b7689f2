import { describe, expect, it } from '@jest/globals'
import {
  type CheckRun,
  type GateFacts,
  type GateResult,
  type GateSubject,
  isWithin,
  judgeGates,
  parseGates,
  parseTimeWindow,
  parseTimeWindows,
  provenSince,
} from '@gitops-actions/core'

const NOW = new Date('2026-12-18T09:30:00Z')

function run(change: Partial<CheckRun> = {}): CheckRun {
  return {
    name: 'gitops/staging',
    app: 'github-actions',
    status: 'completed',
    conclusion: 'success',
    completedAt: new Date('2026-12-18T09:00:00Z'),
    url: 'https://github.example/check',
    ...change,
  }
}

function subject(change: Partial<GateSubject> = {}): GateSubject {
  return { name: 'api', kind: 'service', verification: [run()], imageExists: true, ...change }
}

function facts(change: Partial<GateFacts> = {}): GateFacts {
  return {
    now: NOW,
    from: 'staging',
    app: 'github-actions',
    subjects: [subject()],
    checks: new Map(),
    ...change,
  }
}

function judgeOne(line: string, change: Partial<GateFacts> = {}): GateResult {
  const [result] = judgeGates(parseGates([line]), facts(change))
  if (result === undefined) throw new Error('no gate was judged')
  return result
}

describe('time windows', () => {
  it.each([
    ['Mon-Fri 09:00-16:00 Europe/Berlin', '2026-12-18T08:00:00Z', true],
    ['Mon-Fri 09:00-16:00 Europe/Berlin', '2026-12-18T07:59:59Z', false],
    ['Mon-Fri 09:00-16:00 Europe/Berlin', '2026-12-18T15:00:00Z', false],
    ['Mon-Fri 09:00-16:00 Europe/Berlin', '2026-07-17T07:00:00Z', true],
    ['Mon-Fri 09:00-16:00 Europe/Berlin', '2026-07-17T06:59:00Z', false],
    ['mon-fri 09:00-16:00 Europe/Berlin', '2026-12-19T10:00:00Z', false],
    ['Sat,Sun 10:00-12:00', '2026-12-19T10:00:00Z', true],
    ['Fri-Mon 00:00-24:00', '2026-12-20T23:59:00Z', true],
    ['Fri-Mon 00:00-24:00', '2026-12-22T00:00:00Z', false],
    ['Fri 22:00-02:00 UTC', '2026-12-19T01:59:00Z', true],
    ['Fri 22:00-02:00 UTC', '2026-12-19T02:00:00Z', false],
    ['Fri 22:00-02:00 UTC', '2026-12-18T01:00:00Z', false],
    ['daily 08:00-09:00 Asia/Kolkata', '2026-12-18T02:30:00Z', true],
    ['2026-12-20..2027-01-03 Europe/Berlin', '2026-12-19T23:00:00Z', true],
    ['2026-12-20..2027-01-03 Europe/Berlin', '2026-12-19T22:59:00Z', false],
    ['2026-12-20..2027-01-03 Europe/Berlin', '2027-01-03T22:59:59Z', true],
    ['2026-12-20..2027-01-03 Europe/Berlin', '2027-01-03T23:00:00Z', false],
    ['2026-12-20T18:00..2026-12-20T19:00', '2026-12-20T18:30:00Z', true],
    ['2026-12-20T18:00..2026-12-20T19:00', '2026-12-20T17:59:00Z', false],
    ['Sun-Mon 00:00-24:00', '2026-12-21T23:59:00Z', true],
    ['Sun-Mon 00:00-24:00', '2026-12-22T00:00:00Z', false],
    ['Sun 22:00-02:00 Europe/Berlin', '2026-12-21T00:59:00Z', true],
    ['Sat 22:00-02:00 Europe/Berlin', '2026-12-21T00:59:00Z', false],
    // The hour from two to three comes twice, and on another day not at all.
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T00:30:00Z', true],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T01:30:00Z', true],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T02:00:00Z', false],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-03-29T00:59:00Z', false],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-03-29T01:00:00Z', false],
    ['Sun 01:00-05:00 Europe/Berlin', '2026-03-29T01:00:00Z', true],
    ['2028-02-29..2028-02-29 America/New_York', '2028-03-01T04:59:00Z', true],
    ['2028-02-29..2028-02-29 America/New_York', '2028-03-01T05:00:00Z', false],
    ['daily 09:00-10:00 +05:30', '2026-12-18T03:30:00Z', true],
  ])('%s holds %s: %s', (text, at, inside) => {
    expect(isWithin(parseTimeWindow(text, 'it'), new Date(at))).toBe(inside)
  })

  it.each([
    ['', /wanted days, times and a zone/],
    ['Mon-Fri', /wanted days, times and a zone/],
    ['Mon-Fri 9-16', /wanted days, times and a zone/],
    ['Mon-Fri 09:00-25:00', /wanted days, times and a zone/],
    ['Mon-Fri 09:61-10:00', /wanted days, times and a zone/],
    ['Mon-Fri 09:00-09:00', /wanted days, times and a zone/],
    ['Mon-Tue-Wed 09:00-10:00', /wanted days, times and a zone/],
    ['Montag 09:00-10:00', /wanted days, times and a zone/],
    ['Mon 09:00-10:00 UTC UTC', /wanted days, times and a zone/],
    ['Mon 09:00-10:00 Europe/Bonn', /time zone "Europe\/Bonn", which is not known/],
    ['2027-02-29..2027-03-01', /wanted days, times and a zone/],
    ['2026-12-20T24:00..2026-12-21', /wanted days, times and a zone/],
    ['2026-02-30..2026-03-01', /wanted days, times and a zone/],
    ['2026-03-02..2026-03-01', /ends before it begins/],
    ['2026-03-02..', /wanted days, times and a zone/],
  ])('refuse %j', (text, message) => {
    expect(() => parseTimeWindow(text, 'it')).toThrow(message)
  })
})

describe('several windows in one line', () => {
  it.each([
    ['Mon-Thu 09:00-16:00 or Fri 09:00-12:00 Europe/Berlin', '2026-12-18T08:30:00Z', true],
    ['Mon-Thu 09:00-16:00 or Fri 09:00-12:00 Europe/Berlin', '2026-12-18T11:00:00Z', false],
    ['Mon-Thu 09:00-16:00 or Fri 09:00-12:00 Europe/Berlin', '2026-12-17T08:00:00Z', true],
    ['Fri 09:00-10:00 UTC OR Fri 09:00-10:00 Asia/Tokyo', '2026-12-18T00:30:00Z', true],
    ['Fri 09:00-10:00 UTC or Fri 09:00-10:00 Asia/Tokyo', '2026-12-18T09:30:00Z', true],
    ['Fri 09:00-10:00 Asia/Tokyo or Fri 11:00-12:00', '2026-12-18T11:30:00Z', true],
    ['2026-12-20..2026-12-21 or 2026-12-24..2026-12-26', '2026-12-25T00:00:00Z', true],
    ['2026-12-20..2026-12-21 or 2026-12-24..2026-12-26', '2026-12-23T00:00:00Z', false],
  ])('%s holds %s: %s', (text, at, inside) => {
    const windows = parseTimeWindows(text, 'it')
    expect(windows.some((window) => isWithin(window, new Date(at)))).toBe(inside)
  })

  it.each([
    'Mon 09:00-10:00 or',
    'or Mon 09:00-10:00',
    'Mon or Tue 09:00-10:00',
    'Mon 09:00-10:00 or Tue UTC',
  ])('refuse %j', (text) => {
    expect(() => parseTimeWindows(text, 'it')).toThrow(/wanted days, times and a zone/)
  })

  it.each([
    [['window=Mon-Thu 09:00-16:00', 'window=Fri 09:00-12:00']],
    [['window=Mon 22:00-02:00', 'verified', 'window=Tue 02:00-03:00']],
  ])('are what lines that never open together should have been: %j', (lines) => {
    expect(() => parseGates(lines)).toThrow(/never open at the same time.*write one line, "window=Mon.* or /)
  })

  it.each([
    [['window=Mon 22:00-02:00', 'window=Tue 01:00-03:00']],
    [['window=Sat 23:00-01:00', 'window=Sun 00:30-00:45']],
    [['window=Mon-Fri 09:00-16:00', 'window=Fri-Sat 08:00-10:00']],
    [['window=Mon 09:00-10:00', 'window=Tue 09:00-10:00 Asia/Tokyo']],
    [['window=Mon 09:00-10:00', 'freeze=Tue 09:00-10:00']],
    [['window=Mon 09:00-10:00 or Tue 09:00-10:00', 'window=Tue-Wed 09:00-10:00']],
  ])('are other than lines that open together: %j', (lines) => {
    expect(parseGates(lines)).toHaveLength(lines.length)
  })
})

describe('a row of proofs', () => {
  const at = (minute: number, change: Partial<CheckRun> = {}): CheckRun =>
    run({ completedAt: new Date(Date.UTC(2026, 11, 18, 9, minute)), ...change })
  const going = at(0, { status: 'in_progress', conclusion: undefined, completedAt: undefined })

  it.each<[string, readonly CheckRun[], number | undefined]>([
    ['none', [], undefined],
    ['one', [at(9)], 9],
    ['three', [at(9), at(5), at(1)], 1],
    ['after a failure', [at(9), at(5), at(3, { conclusion: 'failure' }), at(1)], 5],
    ['with a failure at its end', [at(9, { conclusion: 'timed_out' }), at(1)], undefined],
    ['over what was cancelled or never ended', [at(9), at(5, { conclusion: 'cancelled' }), going, at(1)], 1],
    ['after what was superseded', [at(9), at(5, { conclusion: 'neutral' }), at(1)], 9],
    ['of one app among others', [at(9), at(5, { app: 'mallory', conclusion: 'failure' }), at(1)], 1],
    ['of others alone', [at(9, { app: 'mallory' })], undefined],
  ])('%s', (_, runs, minute) => {
    const since = minute === undefined ? undefined : new Date(Date.UTC(2026, 11, 18, 9, minute))
    expect(provenSince(runs, 'github-actions')).toEqual(since)
  })
})

describe('lines of gates', () => {
  it('are read', () => {
    expect(
      parseGates([
        'verified',
        'soak=1h30m',
        ' window = Mon 09:00-10:00 ',
        'check=smoke tests = all',
        'image',
      ]).map(({ kind }) => kind),
    ).toEqual(['verified', 'soak', 'window', 'check', 'image'])
    expect(parseGates(['check=smoke = all'])[0]).toMatchObject({ name: 'smoke = all' })
    expect(parseGates(['soak=1h30m'])[0]).toMatchObject({ duration: 5_400_000 })
  })

  it.each([
    ['verifed', /Line 2 of the input "gates" is "verifed", which is no gate: did you mean "verified"\?/],
    ['nonsense', /wanted one of verified, soak, window, freeze, check, image/],
    ['verified=yes', /"verified" takes no value/],
    ['soak', /without a value: write "soak=30m"/],
    ['soak=', /without a value: write "soak=30m"/],
    ['soak=30', /wanted a duration/],
    ['window=always', /wanted days, times and a zone/],
    ['check', /without a value: write "check=<name of a check run>"/],
  ])('refuse %j', (line, message) => {
    expect(() => parseGates(['image', line])).toThrow(message)
  })
})

describe('gates', () => {
  it('open on what the right app verified on the right commit', () => {
    expect(judgeOne('verified')).toEqual({
      gate: 'verified',
      open: true,
      reason: 'api is verified in staging',
    })
  })

  it.each<[string, readonly CheckRun[] | undefined, string]>([
    ['nobody verified it', [], 'api: its commit has no check run gitops/staging of github-actions'],
    [
      'another app says so',
      [run({ app: 'mallory' })],
      'api: its commit has no check run gitops/staging of github-actions (there is one of mallory, which does not count)',
    ],
    ['it failed', [run({ conclusion: 'failure' })], 'api: gitops/staging is failure'],
    ['it was skipped', [run({ conclusion: 'neutral' })], 'api: gitops/staging is neutral'],
    [
      'it goes on',
      [run({ status: 'in_progress', conclusion: undefined, completedAt: undefined })],
      'api: gitops/staging is in_progress',
    ],
    ['no commit is known', undefined, 'api: no commit is known that introduced its value'],
  ])('stay closed when %s', (_, verification, reason) => {
    const subjects = [subject({ verification }), subject({ name: 'web' })]
    expect(judgeOne('verified', { subjects })).toEqual({ gate: 'verified', open: false, reason })
    expect(judgeOne('soak=1s', { subjects })).toMatchObject({ open: false, reason })
  })

  it('open when it was healthy for long enough', () => {
    expect(judgeOne('soak=30m')).toMatchObject({
      open: true,
      reason: 'api is healthy in staging for 30m and longer',
    })
    expect(judgeOne('soak=31m')).toMatchObject({
      open: false,
      reason: 'api is healthy in staging for 30m of 31m',
    })
    const proven = [subject({ provenSince: new Date('2026-12-18T08:00:00Z') })]
    expect(judgeOne('soak=90m', { subjects: proven })).toMatchObject({ open: true })
    const future = [subject({ verification: [run({ completedAt: new Date('2026-12-18T09:40:00Z') })] })]
    expect(judgeOne('soak=1m', { subjects: future }).reason).toBe('api is healthy in staging for 0s of 1m')
    const undated = [subject({ verification: [run({ completedAt: undefined })] })]
    expect(judgeOne('soak=1m', { subjects: undated })).toMatchObject({
      open: false,
      reason: 'api: the host does not say since when it is verified',
    })
  })

  it('say the same in every run while they are open, so that the pull request stays as it is', () => {
    const lines = [
      'verified',
      'soak=30m',
      'window=Mon-Fri 09:00-16:00 Europe/Berlin',
      'freeze=2026-12-24..2027-01-03',
    ]
    const later = { now: new Date('2026-12-18T11:47:00Z') }
    for (const line of lines) {
      expect(judgeOne(line).open).toBe(true)
      expect(judgeOne(line, later)).toEqual(judgeOne(line))
    }
  })

  it('want the commits proven where no service changes, and nothing where services only go away', () => {
    const commit = (verification: readonly CheckRun[]): readonly GateSubject[] => [
      { name: 'commit 1a2b3c4', kind: 'commit', verification, imageExists: undefined },
    ]
    expect(judgeOne('verified', { subjects: commit([]) })).toMatchObject({
      open: false,
      reason: 'commit 1a2b3c4 has no check run gitops/staging of github-actions',
    })
    expect(judgeOne('verified', { subjects: commit([run()]) })).toMatchObject({
      open: true,
      reason: 'commit 1a2b3c4 is verified in staging',
    })
    expect(judgeOne('image', { subjects: commit([]) })).toMatchObject({ open: true })
    for (const line of ['verified', 'soak=30m', 'image']) {
      expect(judgeOne(line, { subjects: [] })).toMatchObject({
        open: true,
        reason: 'services are taken away alone',
      })
    }
  })

  it('keep to windows and freezes', () => {
    expect(judgeOne('window=Mon-Fri 09:00-16:00 Europe/Berlin')).toMatchObject({
      open: true,
      reason: 'it is inside',
    })
    expect(judgeOne('window=Mon-Thu 09:00-16:00 Europe/Berlin')).toMatchObject({
      open: false,
      reason: 'it is Fri 2026-12-18 10:30 in Europe/Berlin',
    })
    expect(judgeOne('freeze=2026-12-18..2027-01-03')).toMatchObject({ open: false })
    expect(judgeOne('freeze=2026-12-19..2027-01-03')).toMatchObject({ open: true, reason: 'it is outside' })
  })

  it('look for other check runs by their name', () => {
    const checks = new Map([['smoke', [run({ name: 'smoke' })]]])
    expect(judgeOne('check=smoke', { checks })).toMatchObject({ open: true, reason: 'it is success' })
    expect(judgeOne('check=smoke', { checks, app: 'other' })).toMatchObject({ open: false })
    expect(judgeOne('check=load', { checks })).toMatchObject({
      open: false,
      reason: 'the head of staging has no check run of github-actions with that name',
    })
  })

  it('ask whether the image is still there', () => {
    expect(judgeOne('image')).toMatchObject({ open: true })
    for (const imageExists of [false, undefined]) {
      const subjects = [subject({ verification: [], imageExists })]
      expect(judgeOne('image', { subjects })).toMatchObject({
        open: false,
        reason: 'api: the registry has no such image any more',
      })
    }
  })
})
