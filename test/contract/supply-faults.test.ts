import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { root } from './source-files.ts'

const run = promisify(execFile)

describe('bundles that are not what the sources build', () => {
  let place: string

  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'check-dist-'))
    for (const folder of ['scripts', 'dist', 'bin']) await mkdir(join(place, folder))
    await writeFile(
      join(place, 'scripts/check-dist.mjs'),
      await readFile(`${root}scripts/check-dist.mjs`, 'utf8'),
    )
    await writeFile(join(place, 'dist/index.js'), 'built\n')
    await git('init', '--quiet')
    await git('add', '.')
    await git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '--quiet', '-m', 'Begin')
  })

  afterEach(() => rm(place, { recursive: true, force: true }))

  function git(...args: string[]): Promise<unknown> {
    return run('git', args, { cwd: place, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } })
  }

  /** Runs the check with a build that does what the lines say. */
  async function check(...build: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
    await writeFile(join(place, 'bin/npm'), ['#!/bin/sh', ...build, ''].join('\n'))
    await chmod(join(place, 'bin/npm'), 0o755)
    const env = { ...process.env, PATH: `${join(place, 'bin')}:${process.env.PATH ?? ''}` }
    return run(process.execPath, ['scripts/check-dist.mjs'], { cwd: place, env }).then(
      (ended) => ({ ...ended, code: 0 }),
      (error: unknown) => error as { stdout: string; stderr: string; code: number },
    )
  }

  it.each([
    ['another byte', 'echo other > dist/index.js'],
    ['a file more', 'echo x > dist/chunk.js'],
    ['a file less', 'rm dist/index.js'],
  ])('fault 77: end the check: %s', async (_, line) => {
    const ended = await check(line)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('dist/ is not what the sources build')
    expect(ended.stderr).toContain('npm run build')
  })

  it('fault 77: are told from those that are, and CI looks', async () => {
    expect(await check('echo built > dist/index.js')).toMatchObject({ code: 0 })
    expect(readFileSync(`${root}.ci/run`, 'utf8')).toMatch(/^set -e[^\n]*$[^]*^npm run -s check:dist$/m)
  })
})

describe('workflows, ours and those that people copy', () => {
  interface Workflow {
    readonly permissions?: unknown
    readonly jobs?: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>
  }
  const files = ['.github/workflows', 'examples/workflows'].flatMap((folder) =>
    readdirSync(root + folder).map((name) => `${folder}/${name}`),
  )

  it.each(files)('fault 78: %s grants nothing by default and puts no expression into a shell', (file) => {
    const workflow = parse(readFileSync(root + file, 'utf8')) as Workflow
    expect(workflow.permissions).toBeDefined()
    expect(JSON.stringify(workflow.permissions)).not.toContain('write')
    const scripts = Object.values(workflow.jobs ?? {}).flatMap(({ steps = [] }) =>
      steps.map((step) => step.run),
    )
    expect(scripts.filter((script) => script?.includes('${{') === true)).toEqual([])
  })

  it('fault 78: examples of the documentation put no expression into a shell', () => {
    const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^(README|docs\/.*|actions\/[\w-]+\/README|examples\/.*)\.md$/.test(path),
    )
    const lines = pages.flatMap((page) => readFileSync(root + page, 'utf8').split('\n'))
    expect(pages.length).toBeGreaterThan(5)
    expect(lines.filter((line) => /^\s*(?:- )?run:.*\$\{\{/.test(line))).toEqual([])
  })
})

describe('dependencies', () => {
  interface Lock {
    readonly packages: Readonly<
      Record<string, { readonly integrity?: string; readonly link?: boolean; readonly resolved?: string }>
    >
  }
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as Lock
  const foreign = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  )

  it('fault 79: are all locked by their contents, and come from nowhere but the registry', () => {
    expect(foreign.length).toBeGreaterThan(100)
    expect(foreign.filter(([, { integrity }]) => !(integrity ?? '').startsWith('sha512-'))).toEqual([])
    const elsewhere = foreign.filter(([, { resolved }]) => /^(?:git|file|http:)/.test(resolved ?? ''))
    expect(elsewhere).toEqual([])
  })

  it('fault 79: run no scripts when CI installs them, and have licences of a list', () => {
    const ci = readFileSync(`${root}.ci/run`, 'utf8')
    expect(ci.match(/^npm (?:ci|install|i)\b.*$/gm)).toEqual([expect.stringContaining('--ignore-scripts')])
    expect(ci).toMatch(/^npm run -s check:licenses$/m)
  })
})
