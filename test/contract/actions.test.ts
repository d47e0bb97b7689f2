import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { actionNames, root, sourceFiles } from './source-files.ts'

interface ActionFile {
  readonly name: string
  readonly description: string
  readonly inputs: Readonly<Record<string, { description?: string; required?: boolean; default?: unknown }>>
  readonly outputs: Readonly<Record<string, { description?: string }>>
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string }
}

/** Where each action's outputs are named. */
const OUTPUTS: Readonly<Record<string, string>> = {
  'build-and-push': 'packages/core/src/build/build-report.ts',
  'bump-image-tag': 'packages/core/src/bump/outputs.ts',
  'open-promotion-pr': 'packages/core/src/promotion/outputs.ts',
  'verify-sync': 'packages/core/src/sync/outputs.ts',
}

function readAction(name: string): ActionFile {
  return parse(readFileSync(`${root}actions/${name}/action.yml`, 'utf8')) as ActionFile
}

/** Read by the action itself, or by a reader of kit that it calls. */
function inputsRead(name: string): readonly string[] {
  const sources = sourceFiles(`actions/${name}`)
  const readers = sourceFiles('packages/kit').filter(({ text }) => {
    const reader = /export function (\w+)\(\s*inputs: Inputs/.exec(text)?.[1]
    return reader !== undefined && sources.some((source) => source.text.includes(`${reader}(`))
  })
  return [...new Set([...sources, ...readers].flatMap(({ text }) => inputsNamed(text)))].sort()
}

function inputsNamed(text: string): readonly string[] {
  return [...text.matchAll(/\binputs(?:\.\w+\(|,)\s*'([a-z-]+)'/g)].map((match) => match[1] ?? '')
}

describe.each(actionNames())('%s', (name) => {
  const action = readAction(name)

  it('reads exactly the inputs of action.yml', () => {
    expect(inputsRead(name)).toEqual(Object.keys(action.inputs).sort())
  })

  it('gives every input a description, and a default unless it is required', () => {
    const bad = Object.entries(action.inputs).filter(
      ([, { description, required, default: value }]) =>
        (description ?? '') === '' || (required === true) === (value !== undefined),
    )
    expect(bad.map(([input]) => input)).toEqual([])
  })

  it('writes exactly the outputs of action.yml', () => {
    const text = readFileSync(root + (OUTPUTS[name] ?? ''), 'utf8')
    const body = /Outputs\([\s\S]*?\n}\n/.exec(text)?.[0] ?? ''
    const keys = [...body.matchAll(/^ {4}'?([a-z-]+)'?(?::|,$)/gm)].map((match) => match[1] ?? '')
    expect([...new Set([...keys, 'outcome'])].sort()).toEqual(Object.keys(action.outputs).sort())
  })

  it('runs its own bundle on Node 24', () => {
    const bundle = `../../dist/${name}/index.js`
    const { post, ...runs } = action.runs
    // What has to be tidied up after the job is in the same bundle.
    const after = post === undefined ? {} : { 'post-if': 'always()' }
    expect(runs).toEqual({ using: 'node24', main: bundle, ...after })
    expect([undefined, bundle]).toContain(post)
  })

  it('is listed in the README of the repository', () => {
    expect(readFileSync(`${root}README.md`, 'utf8')).toContain(`[${name}](actions/${name}/README.md)`)
  })

  it('has a main.ts of wiring alone', () => {
    const main = readFileSync(`${root}actions/${name}/main.ts`, 'utf8')
    expect(main).toContain(`runAction('${name}'`)
  })
})

describe('generated tables and workflow files', () => {
  const run = promisify(execFile)

  it('keeps the tables of the READMEs current', async () => {
    await expect(run(process.execPath, [`${root}scripts/docs.mjs`, '--check'])).resolves.toBeDefined()
  })

  it('has workflows, action files and examples that GitHub would accept', async () => {
    const { stdout } = await run(process.execPath, [`${root}scripts/check-workflows.mjs`])
    expect(stdout).toMatch(/^\d+ workflows, \d+ actions and \d+ examples of the documentation checked/)
  })
})
