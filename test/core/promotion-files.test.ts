import { describe, expect, it } from '@jest/globals'
import { parseFilePattern } from '@gitops-actions/core'
import { BRANCH, createCase, helm, PRODUCTION, promote, STAGING } from './promotion-directory-case.ts'

describe('whole files', () => {
  const ALERTS = `${STAGING}/alerts.yaml`
  const files = [parseFilePattern('alerts.yaml')]

  it('come along when asked for', async () => {
    const world = createCase()
    world.repository.push('main', { [ALERTS]: 'for: 5m\n', [`${PRODUCTION}/alerts.yaml`]: 'for: 9m\n' })
    expect((await promote(world)).otherFiles).toEqual([])
    const report = await promote(world, { files })
    expect(report.otherFiles).toEqual([`${PRODUCTION}/alerts.yaml`])
    expect(world.repository.text(BRANCH, `${PRODUCTION}/alerts.yaml`)).toBe('for: 5m\n')
    expect(world.repository.text(BRANCH, `${PRODUCTION}/api.yaml`)).toBe(helm('api', '1.1.0', 5))
  })

  it('may hold no plaintext Secret', async () => {
    const world = createCase()
    world.repository.push('main', {
      [ALERTS]: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: hunter2}\n',
    })
    await expect(promote(world, { files })).rejects.toMatchObject({
      code: 'plaintext-secret',
      outcome: 'blocked-by-policy',
    })
    expect(await promote(world, { files, allowPlaintextSecrets: true })).toMatchObject({ outcome: 'created' })
  })

  it('bring no image past what keeps it out', async () => {
    const compare = (): Promise<'behind'> => Promise.resolve('behind')
    const sources = { compare, defaultBranch: () => Promise.resolve(undefined) }
    await expect(
      promote(createCase({ sources }), { files: [parseFilePattern('api.yaml')] }),
    ).rejects.toMatchObject({ code: 'conflict', outcome: 'conflict' })
  })

  it('must be there', async () => {
    await expect(promote(createCase(), { files })).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('matches nothing below environments/staging'),
    })
  })

  it('are no matter of a merge', async () => {
    const world = createCase()
    world.repository.push('staging', {})
    await expect(
      world.promote({ from: 'staging', to: 'main', strategy: 'branch', files }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/invalid-input/),
    })
  })
})
