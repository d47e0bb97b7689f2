import { describe, expect, it } from '@jest/globals'
import {
  describeOperation,
  validateQuery,
  validateRequest,
  validateResponse,
} from '../../packages/sandbox/src/github/validation/openapi.ts'

describe('validateRequest', () => {
  it('accepts a body that GitHub accepts', () => {
    const tree = [{ path: 'a', mode: '100644', type: 'blob', sha: null }]
    expect(validateRequest('POST /repos/{owner}/{repo}/git/trees', { tree })).toEqual([])
  })

  it('names the member and the values it may have', () => {
    expect(
      validateRequest('POST /repos/{owner}/{repo}/git/trees', { tree: [{ path: 'a', mode: '100777' }] }),
    ).toEqual([
      'POST /repos/{owner}/{repo}/git/trees request: /tree/0/mode must be equal to one of the allowed values ("100644", "100755", "040000", "160000", "120000")',
    ])
  })

  it.each([
    [
      'a missing member',
      'POST /repos/{owner}/{repo}/pulls',
      { base: 'main' },
      "the value must have required property 'head'",
    ],
    [
      'a misspelt member',
      'POST /repos/{owner}/{repo}/pulls',
      { base: 'main', head: 'x', heading: 'y' },
      'unknown member "heading"',
    ],
    ['a missing body', 'POST /repos/{owner}/{repo}/pulls', undefined, 'the request body is missing'],
    [
      'a body where none is taken',
      'GET /repos/{owner}/{repo}/git/ref/{ref}',
      { ref: 'x' },
      'takes no request body',
    ],
    ['an unknown operation', 'POST /invented', {}, 'not an operation of the committed subset'],
    ['a name every object has', 'constructor', {}, 'not an operation of the committed subset'],
  ])('reports %s', (_, operation, body, problem) => {
    expect(validateRequest(operation, body).join('\n')).toContain(problem)
  })
})

describe('validateQuery', () => {
  it('reads numbers from text', () => {
    expect(
      validateQuery('GET /repos/{owner}/{repo}/pulls', new URLSearchParams('state=open&per_page=100')),
    ).toEqual([])
  })

  it('reports unknown parameters and values', () => {
    const problems = validateQuery(
      'GET /repos/{owner}/{repo}/pulls',
      new URLSearchParams('state=merged&branch=x&page=one'),
    )
    expect(problems).toEqual([
      'GET /repos/{owner}/{repo}/pulls query state: the value must be equal to one of the allowed values ("open", "closed", "all")',
      'GET /repos/{owner}/{repo}/pulls query: unknown parameter "branch"',
      'GET /repos/{owner}/{repo}/pulls query page: the value must be integer',
    ])
  })
})

describe('validateResponse', () => {
  const sha = 'a'.repeat(40)
  const ref = {
    ref: 'refs/heads/main',
    node_id: 'x',
    url: 'https://api.github.test/x',
    object: { type: 'commit', sha, url: 'https://api.github.test/y' },
  }

  it('accepts a whole answer', () => {
    expect(validateResponse('POST /repos/{owner}/{repo}/git/refs', 201, ref)).toEqual([])
  })

  it('refuses an answer that lacks what GitHub always sends', () => {
    expect(
      validateResponse('POST /repos/{owner}/{repo}/git/refs', 201, { ref: 'refs/heads/x', url: 'not a url' }),
    ).toEqual(
      expect.arrayContaining([
        "POST /repos/{owner}/{repo}/git/refs 201: the value must have required property 'node_id'",
        'POST /repos/{owner}/{repo}/git/refs 201: /url must match format "uri"',
      ]),
    )
  })

  it('refuses a success status that the operation never answers', () => {
    expect(validateResponse('POST /repos/{owner}/{repo}/git/refs', 200, ref)).toEqual([
      'POST /repos/{owner}/{repo}/git/refs: answers no 200',
    ])
  })

  it('holds errors that the description does not list to the common form', () => {
    expect(validateResponse('POST /repos/{owner}/{repo}/git/refs', 429, { message: 'slow down' })).toEqual([])
    expect(validateResponse('POST /repos/{owner}/{repo}/git/refs', 429, { error: 'slow down' })).not.toEqual(
      [],
    )
    expect(validateResponse('PATCH /repos/{owner}/{repo}/git/refs/{ref}', 500, undefined)).toEqual([])
  })

  it('accepts null where GitHub sends null', () => {
    const status = describeOperation('POST /repos/{owner}/{repo}/statuses/{sha}')
    expect(status).toMatchObject({ id: 'repos/create-commit-status' })
    expect(
      validateResponse('POST /repos/{owner}/{repo}/statuses/{sha}', 201, { description: null }).join(),
    ).not.toContain('description')
  })
})

it('can compile every schema of the subset', async () => {
  const { readFile } = await import('node:fs/promises')
  const file = new URL('../../packages/sandbox/schemas/github-openapi-subset.json', import.meta.url)
  const { operations } = JSON.parse(await readFile(file, 'utf8')) as { operations: Record<string, unknown> }
  for (const id of Object.keys(operations)) {
    const described = describeOperation(id)
    for (const status of Object.keys(described?.responses ?? {})) {
      expect(() => validateResponse(id, Number(status), {})).not.toThrow()
    }
    expect(() => validateRequest(id, {})).not.toThrow()
  }
})
