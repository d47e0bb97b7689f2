import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { parseBranchName } from '@gitops-actions/core'
import { type BareRepository, type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { connectGit } from './git-world.ts'
import { failureOf } from './github-world.ts'

const NAME = 'acme/environments'
const MAIN = parseBranchName('main')

describe('git in a hostile place', () => {
  let server: GitServer
  let made: BareRepository
  let temp: string
  let repository: GitRepository | undefined

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'git-faults-'))
    await mkdir(join(temp, 'runner'))
    server = await startGitServer({
      tokens: { secret: { login: 'bot', write: true } },
      // Which takes the git of the machine: without it nothing is run at all.
      firstVersionOnly: true,
    })
    made = await server.createRepository(NAME, {
      files: {
        'a.yaml': 'a: 1\n',
        '.gitattributes': '* filter=evil diff=evil merge=evil text eol=crlf\n',
        '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% ${join(temp, 'pwned')}\n`,
        '.lfsconfig': '[lfs]\n\turl = http://127.0.0.1:1/\n',
      },
    })
  })

  afterEach(async () => {
    await repository?.close()
    await server.close()
    await rm(temp, { recursive: true, force: true })
  })

  /** A program that tells that it was run. */
  async function trap(path: string): Promise<string> {
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, `#!/bin/sh\necho "$0" >> ${join(temp, 'pwned')}\nexit 1\n`)
    await chmod(path, 0o755)
    return path
  }

  /** Reads, and commits a change of `a.yaml`. */
  async function bump(env: Readonly<Record<string, string | undefined>>): Promise<unknown> {
    repository = connectGit({
      remote: parseRemote(server.cloneUrl(NAME), { plaintext: false }),
      env: { PATH: process.env.PATH, RUNNER_TEMP: join(temp, 'runner'), ...env },
    })
    const { head } = await repository.read({ files: ['a.yaml'], history: 3 })
    return repository.commit({
      branch: MAIN,
      expectedHead: head,
      headline: 'Bump',
      body: '',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 2\n' }],
    })
  }

  async function pwned(): Promise<boolean> {
    return (await readdir(temp)).includes('pwned')
  }

  it('fault 65: runs no hook, filter, monitor or helper that repository, user or machine name', async () => {
    const program = await trap(join(temp, 'evil'))
    const hooks = join(temp, 'home/hooks')
    for (const hook of ['pre-push', 'post-commit', 'reference-transaction', 'post-index-change'])
      await trap(join(hooks, hook))
    await trap(join(temp, 'home/template/hooks/pre-push'))
    await writeFile(
      join(temp, 'home/.gitconfig'),
      [
        `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n\taskPass = ${program}`,
        `\tpager = ${program}\n\teditor = ${program}\n\tgitProxy = ${program}`,
        `[init]\n\ttemplateDir = ${join(temp, 'home/template')}`,
        `[filter "evil"]\n\tclean = ${program}\n\tsmudge = ${program}\n\trequired = true`,
        `[credential]\n\thelper = ${program}`,
        `[gpg]\n\tprogram = ${program}\n[commit]\n\tgpgSign = true`,
        `[uploadpack]\n\tpackObjectsHook = ${program}`,
        '',
      ].join('\n'),
    )
    const home = join(temp, 'home')
    const env = { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig') }
    expect(await bump(env)).toMatchObject({ kind: 'committed' })
    expect(await made.readFile('main', 'a.yaml')).toEqual(Buffer.from('a: 2\n'))
    expect(await pwned()).toBe(false)
  })

  it.each([
    ['a relative entry of PATH', (place: string) => ({ PATH: `.:bin:${process.env.PATH ?? ''}`, at: place })],
    [
      'a workspace on PATH',
      (place: string) => ({ PATH: `${place}:${process.env.PATH ?? ''}`, GITHUB_WORKSPACE: place }),
    ],
  ])('fault 67: takes no git from %s', async (_, environment) => {
    const place = join(temp, 'workspace')
    for (const name of ['git', 'bin/git', 'ssh']) await trap(join(place, name))
    const before = process.cwd()
    process.chdir(place)
    try {
      expect(await bump(environment(place))).toMatchObject({ kind: 'committed' })
    } finally {
      process.chdir(before)
    }
    expect(await pwned()).toBe(false)
  })

  it('fault 67: hears nothing that variables tell programs to do', async () => {
    const program = await trap(join(temp, 'evil'))
    const env = {
      BASH_ENV: program,
      ENV: program,
      GIT_ASKPASS: program,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_PARAMETERS: `'core.sshcommand=${program}'`,
      GIT_CONFIG_VALUE_0: program,
      GIT_EDITOR: program,
      GIT_EXTERNAL_DIFF: program,
      GIT_PAGER: program,
      GIT_PROXY_COMMAND: program,
      GIT_SSH: program,
      GIT_TEMPLATE_DIR: temp,
      GIT_WORK_TREE: temp,
      LD_LIBRARY_PATH: temp,
      NODE_OPTIONS: '--require /nonexistent',
      SSH_ASKPASS: program,
    }
    expect(await bump(env)).toMatchObject({ kind: 'committed' })
    expect(await pwned()).toBe(false)
  })

  it('fault 64: follows nobody to another protocol', async () => {
    repository = connectGit({
      // What only a defect of ours could hand on: the protocols that git may speak are listed for it.
      remote: {
        kind: 'ssh',
        url: `ext::sh -c touch% ${join(temp, 'pwned')}`,
        host: 'x',
      },
      env: { PATH: process.env.PATH, RUNNER_TEMP: join(temp, 'runner') },
    })
    await failureOf(repository.read({ files: ['a.yaml'] }))
    expect(await pwned()).toBe(false)
  })
})
