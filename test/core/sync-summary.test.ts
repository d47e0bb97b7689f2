import { describe, expect, it } from '@jest/globals'
import { renderVerifySummary, verifyOutputs, type VerifyReport } from '@gitops-actions/core'

const REVISION = 'a'.repeat(40)
const OLD = 'b'.repeat(40)

type Application = VerifyReport['applications'][number]

function application(change: Partial<Application> = {}): Application {
  return {
    application: 'argocd/shop',
    verdict: 'deployed',
    detail: 'synced and healthy',
    revision: REVISION,
    url: undefined,
    images: [],
    directories: [],
    ...change,
  }
}

function report(change: Partial<VerifyReport> = {}): VerifyReport {
  return {
    outcome: 'deployed',
    reason: 'Everything runs.',
    revision: REVISION,
    applications: [application()],
    cause: '',
    resources: [],
    timeline: [],
    duration: 12,
    ...change,
  }
}

describe('the summary of verify-sync', () => {
  it('is the answer and a row for each application', () => {
    expect(renderVerifySummary(report())).toBe(
      [
        '### verify-sync: deployed',
        'Everything runs.',
        '| Application | Verdict | Revision | Detail |\n| --- | --- | --- | --- |\n| `argocd/shop` | deployed | `aaaaaaa` | synced and healthy |',
        `Wanted \`${REVISION}\`, decided after 12s.`,
      ].join('\n\n'),
    )
  })

  it('has no table of nothing', () => {
    expect(renderVerifySummary(report({ applications: [] }))).not.toContain('|')
  })

  it('names every revision, links to the page, and tells the cause and its resources', () => {
    const summary = renderVerifySummary(
      report({
        applications: [application({ revision: `${REVISION},${OLD}`, url: 'https://argo.example/shop' })],
        cause: 'Pod api-1: ImagePullBackOff',
        resources: [
          { label: 'Pod shop/api-1', state: 'Degraded', message: 'cannot pull', url: undefined },
          {
            label: 'Deployment shop/api',
            state: 'Progressing',
            message: '',
            url: 'https://argo.example/api',
          },
        ],
      }),
    )
    expect(summary).toContain(
      '| [argocd/shop](https://argo.example/shop) | deployed | `aaaaaaa`, `bbbbbbb` |',
    )
    expect(summary).toContain('\n\n**Cause:** Pod api&#45;1: ImagePullBackOff\n\n')
    expect(summary).toContain(
      '| Resource | State | Message |\n| --- | --- | --- |\n| `Pod shop/api-1` | Degraded | cannot pull |\n| [Deployment shop/api](https://argo.example/api) | Progressing |  |',
    )
  })

  it('has at most a hundred rows, and counts the others', () => {
    const applications = Array.from({ length: 103 }, (_, index) =>
      application({ application: `app-${index}` }),
    )
    const summary = renderVerifySummary(report({ applications }))
    expect(summary.match(/^\| `app-/gm)).toHaveLength(100)
    expect(summary).toContain('… and 3 more applications.')
  })

  it('fault 62: keeps what the cluster says inert', () => {
    const hostile = '@everyone <img src=x> [x](javascript:alert(1)) `a` | b\n# c'
    const summary = renderVerifySummary(
      report({
        reason: hostile,
        applications: [application({ application: hostile, detail: hostile, url: 'https://argo.example/x' })],
        cause: hostile,
        resources: [{ label: hostile, state: hostile, message: hostile, url: 'https://argo.example/y' }],
        timeline: [{ at: 1, application: `x\n\`\`\`\n${hostile}`, verdict: 'degraded', detail: hostile }],
      }),
    )
    expect(summary).not.toMatch(/@everyone|<img|\[x\]|`a`|^# c/m)
    expect(summary.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(6)
    expect(summary.match(/^```/gm)).toHaveLength(2)
  })
})

describe('the outputs of verify-sync', () => {
  it('are what later steps read, each revision once', () => {
    const applications = [
      application({ images: ['ghcr.io/acme/api:1'], directories: ['apps'] }),
      application({ application: 'b', revision: OLD }),
      application({ application: 'c' }),
    ]
    const outputs = verifyOutputs(report({ applications, cause: 'why' }))
    expect(outputs).toEqual({
      applications: expect.any(String),
      'observed-revision': `${REVISION},${OLD}`,
      cause: 'why',
      duration: '12',
    })
    expect(JSON.parse(outputs.applications ?? '')).toMatchObject([
      { application: 'argocd/shop', verdict: 'deployed', detail: 'synced and healthy', revision: REVISION },
      { application: 'b' },
      { application: 'c' },
    ])
    expect(outputs.applications).not.toMatch(/images|directories/)
  })
})

describe('the course of events', () => {
  const at = (
    seconds: number,
    verdict: VerifyReport['timeline'][number]['verdict'],
    name = 'shop',
  ): VerifyReport['timeline'][number] => ({
    at: seconds * 1000,
    application: name,
    verdict,
    detail: '',
  })

  it('is a bar for each verdict, up to the next one or the end', () => {
    const timeline = [
      at(0, 'waiting'),
      at(1, 'waiting'),
      at(4, 'degraded'),
      at(9, 'deployed'),
      at(2, 'superseded', 'b'),
    ]
    expect(renderVerifySummary(report({ timeline }))).toContain(
      [
        '  section shop',
        '  waiting :0, 4000',
        '  degraded :crit, 4000, 9000',
        '  deployed :done, 9000, 12000',
        '  section b',
        '  superseded :active, 2000, 12000',
        '```',
      ].join('\n'),
    )
  })

  it('tells how it ended where there is too much of it', () => {
    const timeline = Array.from({ length: 30 }, (_, index) =>
      at(index, index % 2 === 0 ? 'waiting' : 'degraded'),
    )
    const summary = renderVerifySummary(report({ timeline, duration: 40 }))
    expect(summary.match(/^ {2}(?:waiting|degraded) :/gm)).toHaveLength(12)
    expect(summary).toContain('  degraded :crit, 29000, 40000')
  })

  it('has at most twenty applications, and counts the others', () => {
    const timeline = Array.from({ length: 22 }, (_, index) => at(1, 'waiting', `app${index}`))
    const summary = renderVerifySummary(report({ timeline }))
    expect(summary.match(/^ {2}section /gm)).toHaveLength(20)
    expect(summary).toContain(' %% 2 more applications')
  })

  it('is left out when it took no time', () => {
    expect(renderVerifySummary(report({ timeline: [at(0, 'deployed')], duration: 0 }))).not.toContain(
      'mermaid',
    )
  })
})
