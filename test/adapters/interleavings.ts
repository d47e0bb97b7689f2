import type { HttpRequest, HttpResponse } from '@gitops-actions/adapters'
import { ActionError, type BumpReport, type BumpRequest, parseFilePattern } from '@gitops-actions/core'
import { wantedImage } from '../core/bump-case.ts'
import { BRANCH, type Content, type Ended, type InterleavedWorld, type Passing } from './interleaved-world.ts'

const OLD = 'image: ghcr.io/acme/api:1.4.1 # by hand\n'
const NEW = OLD.replace('1.4.1', '1.4.2')
/** Not the beginning of another tag. */
const VALUE = 'ghcr.io/acme/api:1.4.2 '

/** A way to write, and what is there before. */
export interface Way {
  readonly name: string
  readonly by: 'api' | 'git'
  readonly change: Partial<BumpRequest>
  readonly mode?: '100755'
  /** A pull request of an older version is open already. */
  readonly open?: true
}

const PULL = { mode: 'pull-request' } as const

export const WAYS: readonly Way[] = [
  { name: 'a commit', by: 'api', change: {} },
  { name: 'a commit of an executable file', by: 'api', change: {}, mode: '100755' },
  { name: 'a verified commit', by: 'api', change: { requireVerified: true } },
  { name: 'a commit by git', by: 'git', change: {} },
  { name: 'a pull request', by: 'api', change: PULL },
  { name: 'a pull request that is there', by: 'api', change: PULL, open: true },
  {
    name: 'a pull request that is merged',
    by: 'api',
    change: { ...PULL, autoMerge: 'squash', waitForMerge: true },
  },
  { name: 'a pull request by git', by: 'git', change: PULL },
  { name: 'a pull request by git that is there', by: 'git', change: PULL, open: true },
]

/** What somebody did to branches: commits that must not be lost, and whether ours may be undone by it. */
interface Deed {
  /** Commits that must be in a branch for ever. */
  readonly kept?: readonly (readonly [branch: string, commit: string])[]
  /** The run cannot, or need not, end well any more. */
  readonly hopeless?: true
}

/** Something that happens between two exchanges. */
type Doing = (world: InterleavedWorld) => Promise<Deed>

async function onBranch(world: InterleavedWorld, act: () => Promise<Deed>): Promise<Deed> {
  return (await world.head(BRANCH)) === undefined ? {} : act()
}

async function onPull(world: InterleavedWorld, act: (number: number) => Promise<void>): Promise<Deed> {
  const open = (await world.pulls()).find(({ state }) => state === 'open')
  if (open !== undefined) await act(open.number)
  return {}
}

const pushed = (files: Readonly<Record<string, string | null>>, more: Deed = {}): Doing => {
  return async (world) => ({ kept: [['main', await world.push('main', files)]], ...more })
}

export const DEEDS: Readonly<Record<string, Doing>> = {
  'pushes another file': pushed({ 'other.yaml': 'b: 2\n' }),
  'writes a newer version': pushed({ 'values.yaml': OLD.replace('1.4.1', '1.5.0') }, { hopeless: true }),
  'writes the same': pushed({ 'values.yaml': NEW }),
  'changes the comment': pushed({ 'values.yaml': OLD.replace('by hand', 'by foot') }),
  'removes the file': pushed({ 'values.yaml': null }, { hopeless: true }),
  'renames the file': pushed({ 'values.yaml': null, 'named.yaml': OLD }, { hopeless: true }),
  'pushes to the branch': (world) =>
    onBranch(world, async () => ({
      kept: [[BRANCH, await world.push(BRANCH, { 'theirs.yaml': 'c: 3\n' })]],
    })),
  'deletes the branch': (world) =>
    onBranch(world, async () => {
      await onPull(world, (number) => world.asSomebody('PATCH', `pulls/${number}`, { state: 'closed' }))
      await world.move(BRANCH, undefined)
      return {}
    }),
  'sets the branch back': (world) =>
    onBranch(world, async () => {
      await world.move(BRANCH, await world.head('main'))
      return {}
    }),
  'merges the pull request': (world) =>
    onPull(world, (number) => world.asSomebody('PUT', `pulls/${number}/merge`, { merge_method: 'squash' })),
  'closes the pull request': (world) =>
    onPull(world, (number) => world.asSomebody('PATCH', `pulls/${number}`, { state: 'closed' })),
}

/** What can become of an answer, or of a request. */
export const TROUBLES: Readonly<Record<string, Passing>> = {
  'acts and answers 502': after(() => answer(502, 'text/html', '<html>Bad Gateway</html>')),
  'acts and is cut': after(() => {
    throw cut()
  }),
  'acts and answers a page': after(() => answer(200, 'text/html', '<html>Sign in</html>')),
  'acts and answers half': after((whole) => ({
    ...whole,
    ...bodyOf(whole.body.subarray(0, whole.body.length / 2)),
  })),
  'acts and answers nothing': after((whole) => ({ ...whole, ...bodyOf(new Uint8Array()) })),
  'acts and speaks of trouble besides': after(withErrors),
  'answers 502': () => Promise.resolve(answer(502, 'text/html', '<html>Bad Gateway</html>')),
  'answers a page': () => Promise.resolve(answer(200, 'text/html', '<html>Sign in</html>')),
  'answers an empty object': () => Promise.resolve(answer(200, 'application/json', '{}')),
  'answers an empty list': (request, pass) =>
    isList(request) ? Promise.resolve(answer(200, 'application/json', '[]')) : pass(),
  'is cut': () => Promise.reject(cut()),
  'arrives twice': async (_, pass) => {
    await pass()
    return pass()
  },
}

function after(change: (whole: HttpResponse) => HttpResponse): Passing {
  return async (_, pass) => change(await pass())
}

function withErrors(whole: HttpResponse): HttpResponse {
  if (whole.headers.get('content-type')?.includes('json') !== true) return whole
  const data: unknown = whole.json()
  if (typeof data !== 'object' || data === null || !('data' in data)) return whole
  const errors = [
    { type: 'SERVICE_UNAVAILABLE', path: ['createCommitOnBranch', 'commit', 'signature'], message: 'No' },
  ]
  return { ...whole, ...bodyOf(Buffer.from(JSON.stringify({ ...data, errors }))) }
}

function isList({ method = 'GET', url }: HttpRequest): boolean {
  return method === 'GET' && String(url).includes('/pulls?')
}

function cut(): ActionError {
  return new ActionError('unreachable', 'the connection was cut', { kind: 'transient' })
}

function answer(status: number, type: string, text: string): HttpResponse {
  const headers = new Map([['content-type', type]])
  const get = (name: string): string | undefined => headers.get(name.toLowerCase())
  return {
    status,
    url: '',
    headers: { get, [Symbol.iterator]: () => headers.entries() },
    ...bodyOf(Buffer.from(text)),
  }
}

function bodyOf(body: Uint8Array): Pick<HttpResponse, 'body' | 'text' | 'json'> {
  const text = (): string => new TextDecoder().decode(body)
  return { body, text, json: () => JSON.parse(text()) as unknown }
}

/** One story: at exchange `at` something happens; `answered` says what became of the first run and of the one after it. */
export interface Story {
  readonly way: Way
  readonly at: number
  readonly doing?: Doing
  readonly trouble?: Passing
}

/** The exchanges of a way when nothing happens, and which of them ask for a change. */
export async function listExchanges(
  world: InterleavedWorld,
  way: Way,
): Promise<readonly { readonly isWrite: boolean }[]> {
  await begin(world, way)
  const exchanges: { isWrite: boolean }[] = []
  await run(world, way, ({ method = 'GET', body }, pass) => {
    exchanges.push({ isWrite: method !== 'GET' && !/^.{0,12}query\b.{0,12}query\b/.test(String(body)) })
    return pass()
  })
  return exchanges
}

/** Tells a story, then lets the next run pass. Answers what is wrong in the end, in words; nothing when all is well. */
export async function tell(
  world: InterleavedWorld,
  { way, at, doing, trouble }: Story,
): Promise<readonly string[]> {
  await begin(world, way)
  let seen = 0
  let deed: Deed = {}
  const first = await run(world, way, async (request, pass) => {
    seen += 1
    if (seen !== at + 1) return pass()
    if (doing !== undefined) deed = await doing(world)
    return trouble === undefined ? pass() : trouble(request, pass)
  })
  const wrong = [...(await judge(world, way, deed, first)).map((line) => `first: ${line}`)]
  if (doing === undefined && 'error' in first && (await isDelivered(world)))
    wrong.push('first: fails, and wrote all the same')
  const second = await run(world, way, (_, pass) => pass())
  wrong.push(...(await judge(world, way, deed, second)).map((line) => `second: ${line}`))
  if (deed.hopeless === undefined && 'error' in second) wrong.push(`the next run fails: ${nameOf(second)}`)
  if (deed.hopeless === undefined && !(await isDelivered(world))) wrong.push('the value is nowhere')
  // What people did to the pull request may make two of them, or commits on a branch that was theirs.
  if (doing === undefined) wrong.push(...(await countOurs(world, way)))
  return wrong.length === 0 ? [] : [...wrong, `(first ${nameOf(first)}, second ${nameOf(second)})`]
}

async function begin(world: InterleavedWorld, way: Way): Promise<void> {
  const values: Content = way.mode === undefined ? OLD : { content: OLD, mode: way.mode }
  await world.reset({ 'values.yaml': values })
  if (way.open === undefined) return
  const older = wanted('1.4.2-rc.1')
  const opened = await world.bump('api', { ...requestOf(way), ...older }, (_, pass) => pass())
  if (!('report' in opened) || opened.report.outcome !== 'created') throw new Error(nameOf(opened))
}

function run(world: InterleavedWorld, way: Way, passing: Passing): Promise<Ended> {
  return world.bump(way.by, requestOf(way), passing)
}

function requestOf({ change }: Way): Partial<BumpRequest> {
  return { files: [parseFilePattern('values.yaml')], timeout: 1e9, ...change }
}

function wanted(tag: string): Pick<BumpRequest, 'wanted'> {
  return { wanted: [wantedImage(`ghcr.io/acme/api:${tag}`)] }
}

/** Whether what a run says of itself is so, and whether everything that others wrote is still there. */
async function judge(
  world: InterleavedWorld,
  way: Way,
  { kept = [] }: Deed,
  ended: Ended,
): Promise<string[]> {
  const wrong: string[] = []
  for (const [branch, commit] of kept) {
    const head = await world.head(branch)
    if (head === undefined || !(await world.git.isAncestor(commit, head)))
      wrong.push(`a commit on ${branch} is lost`)
  }
  for (const { parents } of await history(world, 'main')) {
    if (parents.length > 1) wrong.push('main is not linear')
  }
  const branches = (await world.git.listRefs('refs/heads/')).map(({ name }) =>
    name.replace('refs/heads/', ''),
  )
  if ('report' in ended) {
    const stray = branches.filter((name) => name !== 'main' && name !== BRANCH)
    if (stray.length > 0) wrong.push(`left behind: ${stray.join(', ')}`)
    wrong.push(...(await checkReport(world, ended.report)))
  } else if (/nothing was written/i.test(ended.error.message) && way.change.mode === undefined) {
    if ((await history(world, 'main')).some(isOurs))
      wrong.push(`says that nothing was written: ${ended.error.message}`)
  }
  return wrong
}

async function checkReport(world: InterleavedWorld, report: BumpReport): Promise<string[]> {
  const { outcome, commit, pull } = report
  const onMain = await isOnMain(world)
  if (pull !== undefined && outcome !== 'superseded' && outcome !== 'failed') {
    const known = (await world.pulls()).find(({ number }) => number === pull.number)
    const onBranch = (await world.text(`refs/heads/${BRANCH}`, 'values.yaml'))?.includes(VALUE) === true
    if (known?.state === 'open' ? !onBranch : !onMain)
      return [
        `says ${outcome}, and #${pull.number} is ${known?.state ?? 'none'} without the value: ${report.reason}`,
      ]
  }
  if (outcome === 'changed' || commit !== undefined) {
    const head = (await world.head('main')) ?? ''
    if (commit === undefined || !(await world.git.isAncestor(commit, head)))
      return [`says ${outcome}, and its commit ${commit ?? ''} is not on main`]
    if ((await world.text(commit, 'values.yaml'))?.includes(VALUE) !== true)
      return [`says ${outcome}, and its commit has not the value`]
  }
  return []
}

/** Whether the value is on main, or on its way there. */
async function isDelivered(world: InterleavedWorld): Promise<boolean> {
  if (await isOnMain(world)) return true
  const open = (await world.pulls()).some(({ state }) => state === 'open')
  return open && (await world.text(`refs/heads/${BRANCH}`, 'values.yaml'))?.includes(VALUE) === true
}

/** Also under the name that somebody gave the file: a merge follows it there. */
async function isOnMain(world: InterleavedWorld): Promise<boolean> {
  const texts = await Promise.all(
    ['values.yaml', 'named.yaml'].map((path) => world.text('refs/heads/main', path)),
  )
  return texts.some((text) => text?.includes(VALUE) === true)
}

/** Nobody else wrote: everything is there once. */
async function countOurs(world: InterleavedWorld, { change, open }: Way): Promise<string[]> {
  const isPull = change.mode === 'pull-request'
  const merged = change.autoMerge !== undefined
  const wrong: string[] = []
  const expect = (what: string, actual: number, expected: number): void => {
    if (actual !== expected) wrong.push(`${actual} ${what} instead of ${expected}`)
  }
  expect('pull requests', (await world.pulls()).length, isPull ? 1 : 0)
  expect('commits on main', (await history(world, 'main')).length, 2 + (isPull && !merged ? 0 : 1))
  if (isPull && !merged) expect('commits on the branch', (await history(world, BRANCH)).length, open ? 4 : 3)
  return wrong
}

async function history(world: InterleavedWorld, branch: string): Promise<readonly Commit[]> {
  const found: Commit[] = []
  for (let at = await world.head(branch); at !== undefined;) {
    const commit = await world.git.readCommit(at)
    if (commit === undefined) break
    found.push(commit)
    at = commit.parents[0]
  }
  return found
}

type Commit = NonNullable<Awaited<ReturnType<InterleavedWorld['git']['readCommit']>>>

function isOurs({ message }: Commit): boolean {
  return message.includes('1.4.2')
}

function nameOf(ended: Ended): string {
  return 'error' in ended
    ? `${ended.error.code}: ${ended.error.message.slice(0, 160)}`
    : `${ended.report.outcome}: ${ended.report.reason}`
}
