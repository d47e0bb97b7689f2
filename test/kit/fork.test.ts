import { describe, expect, it } from '@jest/globals'
import { forkOf } from '@gitops-actions/kit'

function pullOf(full_name: string | null): unknown {
  return { pull_request: { head: { repo: full_name === null ? null : { full_name } } } }
}

function runAfter(full_name: string): unknown {
  return { workflow_run: { head_repository: { full_name } } }
}

describe('who started a run', () => {
  it.each([
    ['a push', { ref: 'refs/heads/main' }, undefined],
    ['a schedule', null, undefined],
    ['a pull request of its own branch', pullOf('Acme/API'), undefined],
    ['a pull request of a fork', pullOf('mallory/api'), 'mallory/api'],
    ['a pull request of a fork that is gone', pullOf(null), 'a deleted repository'],
    ['a run after one of its own', runAfter('acme/api'), undefined],
    ['a run after one of a fork', runAfter('mallory/api'), 'mallory/api'],
    ['an event in an unknown form', { pull_request: { head: 'x' }, workflow_run: 7 }, undefined],
  ])('fault 76: %s', (_, event, fork) => {
    expect(forkOf(event, 'acme/api')).toBe(fork)
  })
})
