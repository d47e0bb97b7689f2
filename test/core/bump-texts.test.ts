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
    const repository = createMemoryRepository({
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
    await createBumpCase({}, { repository: recording }).bump(DEV)
    const matches = requests[0]?.texts?.matches
    expect(matches?.('environments/dev/values.yaml')).toBe(true)
    expect(matches?.('environments/dev/api.tgz')).toBe(false)
    expect(matches?.('environments/dev/.github/x.yaml')).toBe(false)
    expect(matches?.(HELD)).toBe(true)
    expect(requests).toHaveLength(1)
  })

  it('is enough to leave a pull request open on which somebody changed what is no text', async () => {
    const picture = 'environments/dev/picture.png'
    const repository = createMemoryRepository({
      'gitops.yaml': CONFIG,
      'environments/dev/values.yaml': VALUES,
      [picture]: 'one',
    })
    const binary = {
      ...repository,
      async read(request: ReadRequest) {
        const snapshot = await repository.read(request)
        const files = [...snapshot.files.values()].map((file) =>
          file.path === picture ? { ...file, text: undefined } : file,
        )
        return { ...snapshot, files: new Map(files.map((file) => [file.path, file])) }
      },
    }
    const pulls = createMemoryPullRequests(repository)
    const { bump } = createBumpCase({}, { repository: binary, pulls })
    expect(await bump({ ...DEV, mode: 'pull-request' })).toMatchObject({ outcome: 'created' })
    const [open] = pulls.open
    repository.push(open?.head.branch ?? '', { [picture]: 'two' })
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
