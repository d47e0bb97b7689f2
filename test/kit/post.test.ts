import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { isPostStep, removePrivately } from '@gitops-actions/kit'

let temp: string
const names = ['STATE_gitops-actions-started', 'STATE_gitops-actions-directory']

beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), 'post-'))
})
afterEach(async () => {
  for (const name of names) Reflect.deleteProperty(process.env, name)
  await rm(temp, { recursive: true, force: true })
})

async function left(path: string): Promise<string> {
  await mkdir(join(temp, path), { recursive: true })
  const whole = join(temp, path)
  process.env[names[0] ?? ''] = 'true'
  process.env[names[1] ?? ''] = whole
  return whole
}

describe('the step at the end of a job', () => {
  it('is known by what the first one left', async () => {
    expect(isPostStep()).toBe(false)
    await left('build-and-push-aB3dE6')
    expect(isPostStep()).toBe(true)
  })

  it('removes the private directory that is left, and does not mind when it is gone', async () => {
    const path = await left('build-and-push-aB3dE6')
    await removePrivately({ RUNNER_TEMP: temp })
    expect(existsSync(path)).toBe(false)
    await expect(removePrivately({ RUNNER_TEMP: temp })).resolves.toBeUndefined()
  })

  it.each(['something', 'deep/build-and-push-aB3dE6', 'build-and-push-aB3dE6/..'])(
    'removes nothing else, whoever sets its state: %s',
    async (path) => {
      await mkdir(join(temp, 'build-and-push-aB3dE6'), { recursive: true })
      const whole = await left(path)
      await removePrivately({ RUNNER_TEMP: temp })
      expect(existsSync(whole)).toBe(true)
    },
  )

  it('removes nothing where the runner has no temporary directory', async () => {
    const path = await left('build-and-push-aB3dE6')
    await removePrivately({})
    expect(existsSync(path)).toBe(true)
  })
})
