import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BumpPorts, bumpImageTag, parseBranchName, parseFilePattern } from '@gitops-actions/core'
import { systemClock } from '@gitops-actions/adapters'
import { bumpRequest, wantedImage } from '../core/bump-case.ts'
import { createWorld, logInto, REPOSITORY, type World } from './github-world.ts'

const SERVICES = ['api', 'web', 'jobs', 'mail'] as const

let world: World

beforeEach(async () => {
  const files = Object.fromEntries(
    SERVICES.map((name) => [`${name}.yaml`, `image: ghcr.io/acme/${name}:1.0.0\n`]),
  )
  world = await createWorld({ files })
})

afterEach(() => world.close())

/** A run of its own: its own connection, with nothing shared but GitHub. */
function writer(): BumpPorts {
  const real = systemClock()
  return {
    ...world.connect(),
    clock: { ...real, sleep: () => real.sleep(real.random() * 20) },
    log: logInto(world.lines),
    sources: undefined,
    registry: undefined,
  }
}

function bump(service: string, version: string): ReturnType<typeof bumpImageTag> {
  return bumpImageTag(
    bumpRequest({
      wanted: [wantedImage(`ghcr.io/acme/${service}:${version}`)],
      repository: REPOSITORY,
      files: [parseFilePattern(`${service}.yaml`)],
      requireVerified: true,
      maxAttempts: 20,
    }),
    writer(),
  )
}

async function history(): Promise<readonly { oid: string; parents: readonly string[] }[]> {
  return world.github.repository(REPOSITORY).log('main')
}

async function branches(): Promise<readonly string[]> {
  const refs = await world.github.repository(REPOSITORY).listRefs('refs/heads/')
  return refs.map(({ name }) => name)
}

describe('writers whose commits must be verified', () => {
  it('all land, one after the other, and leave no branch', async () => {
    const reports = await Promise.all(SERVICES.map((service) => bump(service, '1.1.0')))
    expect(reports.map(({ outcome, verified }) => [outcome, verified])).toEqual(
      SERVICES.map(() => ['changed', true]),
    )
    const commits = await history()
    expect(commits).toHaveLength(SERVICES.length + 1)
    expect(commits.every(({ parents }) => parents.length <= 1)).toBe(true)
    const { repository } = world.connect()
    const { files } = await repository.read({
      branch: parseBranchName('main'),
      files: SERVICES.map((name) => `${name}.yaml`),
    })
    expect([...files.values()].map(({ text }) => text)).toEqual(
      SERVICES.map((name) => `image: ghcr.io/acme/${name}:1.1.0\n`),
    )
    expect(await branches()).toEqual(['refs/heads/main'])
  })

  it('of one value make one commit', async () => {
    const reports = await Promise.all([bump('api', '1.1.0'), bump('api', '1.1.0')])
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'no-op'])
    expect(await history()).toHaveLength(2)
    expect(await branches()).toEqual(['refs/heads/main'])
  })
})
