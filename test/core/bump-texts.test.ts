import { describe, expect, it } from '@jest/globals'
import { ActionError, type ReadRequest } from '@gitops-actions/core'
import { createBumpCase, VALUES } from './bump-case.ts'
import { createMemoryPullRequests } from './fakes/memory-pull-requests.ts'
import { createMemoryRepository } from './fakes/memory-repository.ts'

const CONFIG = 'version: 1\nenvironments: { dev: { path: environments/dev } }\n'
const DEV = { environment: 'dev', files: [] }
const HELD = '.gitops/holds/dev.yaml'

describe('what is read of the files below a directory', () => {
  it('is the manifests and what the actions keep there, and of patterns what they match', async () => {
    const { repository, bump } = createBumpCase({
      'gitops.yaml': CONFIG,
      'environments/dev/values.yaml': VALUES,
    })
    const requests: ReadRequest[] = []
    const recording = {
      ...repository,
      read: (request: ReadRequest) => {
        requests.push(request)
        return repository.read(request)
      },
    }
    const other = createBumpCase({}, { repository: recording })
    await other.bump(DEV)
    const matches = requests[0]?.texts?.matches
    expect(matches?.('environments/dev/values.yaml')).toBe(true)
    expect(matches?.('environments/dev/api.tgz')).toBe(false)
    expect(matches?.('environments/dev/.github/x.yaml')).toBe(false)
    expect(matches?.(HELD)).toBe(true)
    expect(requests).toHaveLength(1)
    await bump(DEV)
  })

  it('is enough to leave open a pull request on which somebody changed what is no manifest', async () => {
    const readme = 'environments/dev/README.md'
    const { repository, pulls, bump } = createBumpCase({
      'gitops.yaml': CONFIG,
      'environments/dev/values.yaml': VALUES,
      [readme]: 'one\n',
    })
    const created = await bump({ ...DEV, mode: 'pull-request' })
    expect(created).toMatchObject({ outcome: 'created' })
    const [open] = pulls.open
    repository.push(open?.head.branch ?? '', { [readme]: 'two\n' })
    repository.push('main', { 'environments/dev/values.yaml': VALUES.replace('1.4.1', '1.4.2') })
    expect(await bump({ ...DEV, mode: 'pull-request' })).toMatchObject({ outcome: 'no-op' })
    expect(pulls.open).toHaveLength(1)
  })
})

describe('a host without pull requests', () => {
  it('is told before a file is read, when the configuration asks for one', async () => {
    const repository = createMemoryRepository({
      'gitops.yaml': 'version: 1\nenvironments: { dev: { path: apps, update: pull-request } }\n',
      'apps/values.yaml': VALUES,
    })
    const unsupported = new ActionError('pull-requests-not-supported', 'There are none.')
    const pulls = { ...createMemoryPullRequests(repository), unsupported }
    const { bump } = createBumpCase({}, { repository, pulls })
    await expect(bump(DEV)).rejects.toBe(unsupported)
    expect(repository.calls).toEqual(['read main'])
  })
})
