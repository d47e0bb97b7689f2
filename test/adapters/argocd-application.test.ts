import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import type { ApplicationState } from '@gitops-actions/core'
import { FIELDS, readApplication } from '../../packages/adapters/src/argocd/application.ts'
import { ArgoCdSchemas } from '../../packages/sandbox/src/argocd/validation/schemas.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url)
const SERVER = 'https://argocd.example.com'
const REPOSITORY = 'https://github.com/acme/environments'
const NAME = { name: 'api', namespace: undefined }

interface Reading {
  readonly application: Record<string, unknown>
  readonly expected: Record<string, unknown>
}

const READINGS = readdirSync(new URL('argocd-readings/', FIXTURES))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ name: file.replace('.yaml', ''), ...(readYaml(`argocd-readings/${file}`) as Reading) }))

function readYaml(path: string): unknown {
  return parse(readFileSync(new URL(path, FIXTURES), 'utf8'))
}

function read(application: unknown, repository = REPOSITORY): ApplicationState {
  return readApplication(application, NAME, SERVER, repository)
}

/** As `expected` of a reading: nothing is written as `~`, as it is in YAML. */
function told(state: ApplicationState): unknown {
  return JSON.parse(JSON.stringify(state, (_key, value: unknown) => value ?? null))
}

describe('readApplication', () => {
  it.each(READINGS)('$name', ({ application, expected }) => {
    expect(ArgoCdSchemas.shared().checkApplication(application)).toEqual([])
    expect(told(read(application))).toMatchObject(expected)
  })

  it.each(READINGS)(
    '$name, as the stream brings it: cut to the fields that are asked for',
    ({ application }) => {
      expect(read(cut(application, FIELDS))).toEqual(read(application))
    },
  )

  it.each([
    {
      file: 'multi-source-synced',
      repository: 'git@github.com:dudinea/cfrepo01.git',
      revisions: ['CURRENT_REPO_01_000000000000000000000000', 'CURRENT_REPO_01_000000000000000000000000'],
      sync: 'synced',
    },
    {
      file: 'operation-running',
      repository: 'https://github.com/pasha-codefresh/precisely-gitsource',
      revisions: ['00d423763fbf56d2ea452de7b26a0ab20590f521'],
      sync: 'unknown',
    },
    {
      file: 'out-of-sync-degraded',
      repository: 'https://github.com/argoproj/argocd-example-apps',
      revisions: [],
      sync: 'out-of-sync',
    },
  ])('reads $file, an object of a real controller', ({ file, repository, revisions, sync }) => {
    expect(read(readYaml(`argocd/${file}.yaml`), repository)).toMatchObject({ revisions, sync })
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'Healthy'],
    ['a list', []],
    ['an empty object', {}],
    ['an error', { error: 'x', code: 5, message: 'x' }],
    ['an object without metadata', { spec: {}, status: {} }],
  ])('refuses %s: that is not Argo CD', (_name, answer) => {
    expect(() => read(answer)).toThrow(
      expect.objectContaining({
        code: 'agent-invalid-answer',
        message: expect.stringMatching(/"api" is not an Argo CD Application.*"server"/),
      }),
    )
  })

  it.each([
    ['one source', { source: { repoURL: 'https://github.com/acme/other' } }, 'https://github.com/acme/other'],
    [
      'several sources',
      {
        sources: [
          { repoURL: 'https://a.example/x' },
          { repoURL: 'https://a.example/x' },
          { repoURL: 'https://b.example/y' },
        ],
      },
      'https://a.example/x, https://b.example/y',
    ],
    ['a chart of that very host', { source: { repoURL: REPOSITORY, chart: 'api' } }, REPOSITORY],
    ['no source at all', {}, 'no repository'],
  ])(
    'refuses an application with %s of others: its revision says nothing about ours',
    (_name, spec, reads) => {
      expect(() => read({ metadata: { name: 'api' }, spec, status: {} })).toThrow(
        expect.objectContaining({
          code: 'no-matching-source',
          message: expect.stringContaining(`Application "api" reads ${reads}, not ${REPOSITORY}`),
        }),
      )
    },
  )

  it('takes nothing of another type for what it wants', () => {
    const status = {
      sync: { status: 5, revision: ['a'] },
      health: 'Healthy',
      operationState: { phase: {}, finishedAt: 'yesterday', syncResult: 7, message: [] },
      reconciledAt: 12,
      conditions: { type: 'ComparisonError' },
      summary: { images: ['a', 1, null] },
    }
    expect(read({ metadata: {}, spec: { source: { repoURL: REPOSITORY } }, status })).toEqual({
      label: 'api',
      url: `${SERVER}/applications/argocd/api`,
      revisions: [],
      directories: [],
      sync: 'unknown',
      operationRequested: false,
      paused: undefined,
      scope: 'running',
      operation: { phase: 'running', revisions: [], message: '', finishedAt: undefined, willRetry: false },
      health: { status: 'unknown', message: '' },
      reconciledAt: undefined,
      errors: [],
      images: ['a'],
      automated: false,
      inertia: undefined,
    })
  })

  it('cuts a message that holds a whole manifest', () => {
    const health = { status: 'Degraded', message: `${'x'.repeat(999)}😀${'y'.repeat(100_000)}` }
    const state = read({ metadata: {}, spec: { source: { repoURL: REPOSITORY } }, status: { health } })
    expect(state.health.message).toBe(`${'x'.repeat(999)}…`)
  })

  it('leaves a namespace out of the link that could not be one', () => {
    const metadata = { namespace: 'x)](https://evil.example' }
    const state = read({ metadata, spec: { source: { repoURL: REPOSITORY } } })
    expect(state.url).toBe(`${SERVER}/applications/argocd/api`)
  })
})

function cut(value: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (fields.includes(key)) return [[key, inner]]
      const deeper = fields
        .filter((field) => field.startsWith(`${key}.`))
        .map((field) => field.slice(key.length + 1))
      return deeper.length === 0 ? [] : [[key, cut(inner as Record<string, unknown>, deeper)]]
    }),
  )
}
