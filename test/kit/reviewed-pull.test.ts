import { describe, expect, it } from '@jest/globals'
import { forkOf, readReviewedPull, type RunContext } from '@gitops-actions/kit'

const REPOSITORY = 'acme/environments'
const HEAD = 'a'.repeat(40)

function context(event: unknown, eventName = 'pull_request'): RunContext {
  return {
    repository: REPOSITORY,
    sha: 'b'.repeat(40),
    ref: 'refs/pull/7/merge',
    eventName,
    defaultBranch: 'main',
    fork: forkOf(event, REPOSITORY),
    serverUrl: 'https://github.example',
    apiUrl: 'https://api.github.example',
    graphqlUrl: 'https://api.github.example/graphql',
    runUrl: 'https://github.example/run',
    event,
  }
}

function pullOf(name: string): unknown {
  return {
    pull_request: {
      number: 7,
      html_url: 'https://github.example/7',
      head: { sha: HEAD, ref: 'staging', repo: { full_name: name } },
      base: { ref: 'main', repo: { full_name: REPOSITORY } },
    },
  }
}

describe('the pull request that started a run', () => {
  it('is read at the commit of its event', () => {
    expect(readReviewedPull(context(pullOf(REPOSITORY)), 'Acme/Environments')).toEqual({
      number: 7,
      url: 'https://github.example/7',
      head: HEAD,
      base: 'main',
    })
  })

  it('is a group of the merge queue', () => {
    const event = { merge_group: { head_sha: HEAD, base_ref: 'refs/heads/env/production' } }
    expect(readReviewedPull(context(event, 'merge_group'), REPOSITORY)).toEqual({
      number: undefined,
      url: 'https://github.example/run',
      head: HEAD,
      base: 'env/production',
    })
  })

  it.each<[string, unknown, string, string, string, RegExp]>([
    [
      'a fork',
      pullOf('eve/environments'),
      'pull_request_target',
      REPOSITORY,
      'fork-event',
      /eve\/environments/,
    ],
    [
      'a fork that is gone',
      { pull_request: { number: 7, head: { sha: HEAD, repo: null }, base: { ref: 'main' } } },
      'pull_request',
      REPOSITORY,
      'fork-event',
      /a deleted repository/,
    ],
    [
      'a run after that of a fork',
      { workflow_run: { head_repository: { full_name: 'eve/environments' } } },
      'workflow_run',
      REPOSITORY,
      'fork-event',
      /eve\/environments/,
    ],
    [
      'a push',
      { after: HEAD },
      'push',
      REPOSITORY,
      'invalid-event',
      /started by "push": run it "on: pull_request"/,
    ],
    [
      'half an event',
      { pull_request: { head: { sha: HEAD, repo: { full_name: REPOSITORY } } } },
      'pull_request',
      REPOSITORY,
      'invalid-event',
      /judges a pull request/,
    ],
    [
      'another repository',
      pullOf(REPOSITORY),
      'pull_request',
      'acme/other',
      'invalid-event',
      /"repository" is acme\/other: run it in a workflow of acme\/other/,
    ],
  ])('fault 138: is refused for %s', (_, event, eventName, target, code, message) => {
    expect(() => readReviewedPull(context(event, eventName), target)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    )
  })
})
