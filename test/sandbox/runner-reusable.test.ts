import { describe, expect, it } from '@jest/globals'
import { execute, fixture, job, push } from './runner-world.ts'

describe('reusable workflows', () => {
  const path = fixture('repository/.github/workflows/release.yml')

  it('run with inputs, secrets and outputs', async () => {
    const result = await execute(path, { secrets: { DEPLOY_PASSWORD: 'kettle-black', OTHER: 'pot-calling' } })
    expect(result.conclusion).toBe('success')
    expect(result.jobs.map(({ id, name }) => `${id}: ${name}`).sort()).toEqual([
      'deploy/each: deploy / each (api)',
      'deploy/each: deploy / each (web)',
      'inherit/each: inherit / each (all)',
      'plan: plan',
      'report: report',
    ])
    expect(result.log).toContain('api x2 verify=true password=<***> other=<> callee from Release\n')
    expect(result.log).toContain('verified web')
    expect(result.log).toContain('all x1 verify=false password=<> other=<***> callee from Release\n')
    expect(result.log).not.toContain('verified all')
    expect(result.log).toContain('deployed web and all')
  })

  it('can be run directly, and then have outputs', async () => {
    const result = await execute(fixture('repository/.github/workflows/deploy.yml'), {
      event: push({ name: 'workflow_call' }),
      inputs: { services: '["x"]', replicas: 3 },
    })
    expect(result.outputs).toEqual({ last: 'x' })
  })

  it.each([
    ['an undeclared input', "{ services: '[1]', nope: x }", "Input 'nope' is not declared"],
    ['a missing input', '{ replicas: 1 }', "Input 'services' is required"],
    ['text for a boolean', "{ services: '[1]', verify: 'true' }", "Input 'verify' of"],
  ])('fail the calling job for %s', async (_title, inputs, reason) => {
    const text = `on: push\njobs:\n  call:\n    uses: ./.github/workflows/deploy.yml\n    with: ${inputs}\n`
    const result = await execute({ text, path: fixture('repository/.github/workflows/other.yml') })
    expect(job(result, 'call').annotations[0]?.message).toContain(reason)
    expect(result.conclusion).toBe('failure')
  })

  it.each([
    ['of another repository that was not given', 'acme/ci/.github/workflows/x.yml@v1', "option 'workflows'"],
    ['that cannot be called', './.github/workflows/release.yml', "no 'on.workflow_call'"],
    ['that does not exist', './.github/workflows/none.yml', 'ENOENT'],
  ])('refuse one %s before anything runs', async (_title, uses, reason) => {
    const text = `on: push\njobs:\n  call:\n    uses: ${uses}\n`
    await expect(execute({ text, path: fixture('repository/.github/workflows/other.yml') })).rejects.toThrow(
      reason,
    )
  })

  it('need a root when only the text is known', async () => {
    const text =
      'on: push\njobs:\n  call:\n    uses: ./.github/workflows/deploy.yml\n    with: { services: "[1]" }\n'
    await expect(execute(text)).rejects.toThrow("option 'root'")
    expect((await execute(text, { root: fixture('repository') })).conclusion).toBe('success')
  })

  it('take one of another repository from the options', async () => {
    const text =
      'on: push\njobs:\n  call:\n    uses: acme/ci/.github/workflows/x.yml@v1\n    with: { services: "[1]" }\n'
    const workflows = {
      'acme/ci/.github/workflows/x.yml@v1': fixture('repository/.github/workflows/deploy.yml'),
    }
    expect((await execute(text, { workflows })).conclusion).toBe('success')
  })
})

describe('inputs of workflow_dispatch', () => {
  const text = `
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [staging, production], required: true }
      dry-run: { type: boolean, default: true }
      count: { type: number }
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ inputs.environment }} \${{ inputs.dry-run && 'dry' || 'wet' }} \${{ inputs.count }} <\${{ github.event.inputs.dry-run }}>"
`
  const event = push({
    name: 'workflow_dispatch',
    payload: { inputs: { environment: 'staging', 'dry-run': 'false' } },
  })

  it('are typed and have defaults', async () => {
    expect((await execute(text, { event })).log).toContain('\nstaging wet 0 <false>\n')
    const dispatch = push({ name: 'workflow_dispatch' })
    expect(
      (await execute(text, { event: dispatch, inputs: { environment: 'production', count: '3' } })).log,
    ).toContain('\nproduction dry 3 <>\n')
  })

  it.each([
    [{}, "Input 'environment' is required"],
    [{ environment: 'nowhere' }, 'must be one of staging, production'],
    [{ environment: 'staging', count: 'many' }, 'must be a number'],
    [{ environment: 'staging', other: 'x' }, "Input 'other' is not declared"],
  ])('refuse %j', async (inputs, reason) => {
    await expect(execute(text, { event: push({ name: 'workflow_dispatch' }), inputs })).rejects.toThrow(
      reason,
    )
  })
})
