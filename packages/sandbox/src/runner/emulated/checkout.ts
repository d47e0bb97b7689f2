import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { runProcess } from '../child-process.ts'
import { asMap } from '../contexts.ts'
import { StepFailure } from '../error.ts'
import { toText } from '../expressions.ts'
import { inWorkspace } from '../step-process.ts'
import type { EmulatedAction, EmulatedCall } from './emulated-action.ts'

/**
 * actions/checkout: a real fetch from the repository's git server into the workspace. The credential goes into a file of
 * its own under RUNNER_TEMP that `.git/config` includes, as checkout does since v6; it is in no URL and no argument, and
 * `post` removes it.
 *
 * https://github.com/actions/checkout#usage
 */
export const checkout: EmulatedAction = {
  inputs: {
    repository: '',
    ref: '',
    token: '',
    path: '.',
    'fetch-depth': '1',
    'fetch-tags': 'false',
    'persist-credentials': 'true',
    clean: 'true',
    'set-safe-directory': 'true',
    'show-progress': 'true',
    'ssh-key': '',
    'ssh-known-hosts': '',
    'ssh-strict': 'true',
    'ssh-user': 'git',
    filter: '',
    'sparse-checkout': '',
    'sparse-checkout-cone-mode': 'true',
    lfs: 'false',
    submodules: 'false',
    'github-server-url': '',
  },
  refused: ['ssh-key', 'filter', 'sparse-checkout', 'lfs', 'submodules', 'github-server-url'],
  main: checkOut,
  post: removeCredentials,
}

interface Target {
  readonly refspecs: readonly string[]
  /** Arguments of `git checkout`. */
  readonly start: readonly string[]
}

async function checkOut(call: EmulatedCall): Promise<void> {
  const { execution, inputs } = call
  const { job } = execution.frame
  const github = asMap(execution.scope.contexts.github)
  const ownName = toText(github.repository ?? null)
  const repository = inputs.repository === undefined || inputs.repository === '' ? ownName : inputs.repository
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new StepFailure(`Invalid repository '${repository}'. Expected format owner/repo.`)
  const directory = resolve(inWorkspace(job, inputs.path ?? '.'))
  if (directory !== job.directories.workspace && !directory.startsWith(job.directories.workspace + sep)) {
    throw new StepFailure(`Repository path '${directory}' is not under '${job.directories.workspace}'.`)
  }
  const depth = Number(inputs['fetch-depth'])
  if (!Number.isInteger(depth))
    throw new StepFailure(`'${inputs['fetch-depth'] ?? ''}' is not a fetch-depth.`)

  await emptyDirectory(directory)
  const url = findRemote(call, repository, repository === ownName)
  await git(call, directory, 'init', '--quiet')
  await git(call, directory, 'remote', 'add', 'origin', url)
  await git(call, directory, 'config', '--local', 'gc.auto', '0')
  await installCredentials(
    call,
    directory,
    url,
    inputs.token === undefined || inputs.token === '' ? job.token : inputs.token,
  )
  const ref = inputs.ref ?? ''
  const event =
    repository === ownName && ref === ''
      ? { ref: toText(github.ref ?? null), sha: toText(github.sha ?? null) }
      : undefined
  const target = await chooseTarget(call, directory, ref, event)
  await fetchTarget(call, directory, depth, target)
  await git(
    call,
    directory,
    '-c',
    'advice.detachedHead=false',
    'checkout',
    '--quiet',
    '--force',
    ...target.start,
  )
  const commit = await git(call, directory, 'rev-parse', 'HEAD')
  if (inputs['persist-credentials'] !== 'true') await removeCredentials(call)
  execution.record.setOutput('ref', ref === '' ? (event?.ref ?? '') : ref)
  execution.record.setOutput('commit', commit)
}

function findRemote({ execution }: EmulatedCall, repository: string, own: boolean): string {
  const { options } = execution.frame.job.run
  const given = options.remotes?.[repository] ?? (own ? options.repository : undefined)
  return given ?? `${options.github.serverUrl.replace(/\/$/, '')}/${repository}`
}

/** By the event: the pushed commit under the name of its branch or tag. By `ref`: a commit, a full ref, a branch, then a tag. */
async function chooseTarget(
  call: EmulatedCall,
  directory: string,
  ref: string,
  event: { ref: string; sha: string } | undefined,
): Promise<Target> {
  if (event !== undefined) return refTarget(event.ref, event.sha)
  if (/^[0-9a-f]{40}$/.test(ref)) return { refspecs: [ref], start: ['--detach', ref] }
  if (ref.startsWith('refs/')) return refTarget(ref, ref)
  const listed = await git(
    call,
    directory,
    'ls-remote',
    '--symref',
    '--end-of-options',
    'origin',
    'HEAD',
    `refs/heads/${ref}`,
    `refs/tags/${ref}`,
  )
  if (ref === '') {
    const head = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(listed)?.[1]
    if (head === undefined) throw new StepFailure('The default branch of the repository could not be found.')
    return refTarget(head, head)
  }
  const found = [`refs/heads/${ref}`, `refs/tags/${ref}`].find((full) =>
    listed.split('\n').some((line) => line.endsWith(`\t${full}`)),
  )
  if (found === undefined) throw new StepFailure(`A branch or tag with the name '${ref}' could not be found.`)
  return refTarget(found, found)
}

function refTarget(ref: string, source: string): Target {
  if (ref.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length)
    const tracking = `refs/remotes/origin/${branch}`
    return { refspecs: [`+${source}:${tracking}`], start: ['-B', branch, tracking] }
  }
  const local = ref.startsWith('refs/pull/') ? ref.replace('refs/pull/', 'refs/remotes/pull/') : ref
  return { refspecs: [`+${source}:${local}`], start: ['--detach', local] }
}

/** All history comes first: git does not fetch two sources into one ref, so the event's commit is a fetch of its own. */
async function fetchTarget(
  call: EmulatedCall,
  directory: string,
  depth: number,
  target: Target,
): Promise<void> {
  const tags = call.inputs['fetch-tags'] === 'true' ? '--tags' : '--no-tags'
  const fetch = ['fetch', '--quiet', '--no-recurse-submodules', tags]
  const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
  if (depth <= 0) await git(call, directory, ...fetch, '--end-of-options', 'origin', ...everything)
  const limit = depth > 0 ? [`--depth=${depth}`] : []
  await git(call, directory, ...fetch, ...limit, '--end-of-options', 'origin', ...target.refspecs)
}

async function installCredentials(
  { execution, state }: EmulatedCall,
  directory: string,
  url: string,
  token: string,
): Promise<void> {
  if (!/^https?:/.test(url) || token === '') return
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  execution.record.addMask(token)
  execution.record.addMask(basic)
  const path = join(execution.frame.job.directories.temp, `git-credentials-${randomUUID()}.config`)
  await writeFile(path, `[http "${new URL(url).origin}/"]\n\textraheader = AUTHORIZATION: basic ${basic}\n`, {
    mode: 0o600,
  })
  state.set('credentials', path)
  state.set('directory', directory)
  await git(
    { execution, state, inputs: {} },
    directory,
    'config',
    '--local',
    `includeIf.gitdir:${await realpath(join(directory, '.git'))}.path`,
    path,
  )
}

async function removeCredentials(call: EmulatedCall): Promise<void> {
  const [path, directory] = [call.state.get('credentials'), call.state.get('directory')]
  if (path === undefined || directory === undefined) return
  await rm(path, { force: true })
  call.state.delete('credentials')
  const gitDirectory = await realpath(join(directory, '.git')).catch(() => undefined)
  // A step may have removed the clone; then there is nothing to take the include out of.
  if (gitDirectory !== undefined)
    await git(call, directory, 'config', '--local', '--remove-section', `includeIf.gitdir:${gitDirectory}`)
}

async function emptyDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const name of await readdir(directory))
    await rm(join(directory, name), { recursive: true, force: true })
}

/** Runs git in a clean environment, logs what it prints to stderr and gives back its stdout-like lines, trimmed. */
async function git({ execution }: EmulatedCall, cwd: string, ...args: string[]): Promise<string> {
  const lines: string[] = []
  const code = await runProcess({
    command: 'git',
    args: ['-c', 'core.hooksPath=/dev/null', '-c', 'protocol.version=2', ...args],
    cwd,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: execution.frame.job.directories.home,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
    },
    signal: execution.signal,
    onLine: (line) => lines.push(line),
  })
  if (code === 0) return lines.join('\n').trim()
  for (const line of lines) execution.record.write(line)
  throw new StepFailure(
    `The process 'git ${args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? ''}' failed with exit code ${code}`,
  )
}
