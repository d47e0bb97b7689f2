import { describe, expect, it } from '@jest/globals'
import type { AppTokenRequest } from '../../packages/sandbox/src/index.ts'
import { execute, executeSteps, job, step } from './runner-world.ts'

describe('actions/create-github-app-token', () => {
  const mint = (requests: AppTokenRequest[]) => (request: AppTokenRequest) => {
    requests.push(request)
    return { token: 'ghs_minted_for_the_app', appSlug: 'deployer', installationId: '77' }
  }
  const secrets = { APP_KEY: '-----BEGIN KEY-----\nMIIE\n-----END KEY-----' }

  it.each<[string, string, Partial<AppTokenRequest>]>([
    ['the current repository', '', { owner: 'acme', repositories: ['api'] }],
    ['an owner', 'owner: other', { owner: 'other', repositories: [] }],
    ['repositories', 'repositories: "env, infra"', { owner: 'acme', repositories: ['env', 'infra'] }],
    ['permissions', 'permission-contents: write', { permissions: { contents: 'write' } }],
  ])('asks for %s', async (_title, inputs, expected) => {
    const requests: AppTokenRequest[] = []
    const revoked: string[] = []
    const result = await executeSteps(
      `- id: app\n  uses: actions/create-github-app-token@v2\n  with:\n    app-id: 123\n    private-key: \${{ secrets.APP_KEY }}\n    ${inputs}\n- run: echo "token \${{ steps.app.outputs.token }}"`,
      { secrets, mintAppToken: mint(requests), revokeAppToken: (token) => void revoked.push(token) },
    )
    expect(requests).toEqual([
      expect.objectContaining({ appId: '123', privateKey: secrets.APP_KEY, ...expected }),
    ])
    expect(step(result, 'app').outputs).toEqual({
      token: 'ghs_minted_for_the_app',
      'app-slug': 'deployer',
      'installation-id': '77',
    })
    expect(result.log).toContain('\ntoken ***\n')
    expect(result.log).not.toContain('ghs_minted')
    expect(revoked).toEqual(['ghs_minted_for_the_app'])
  })

  it.each([
    ['no id', 'private-key: x', true, "Neither the input 'client-id' nor 'app-id' is set"],
    ['no key', 'app-id: 1', true, "The input 'private-key' is not set"],
    ['no mint', 'app-id: 1, private-key: x', false, "needs the option 'mintAppToken'"],
    [
      'another API',
      'app-id: 1, private-key: x, github-api-url: "https://x"',
      true,
      "'github-api-url' is not emulated",
    ],
  ])('fails with %s', async (_title, inputs, minted, reason) => {
    const result = await executeSteps(
      `- id: app\n  uses: actions/create-github-app-token@v2\n  with: { ${inputs} }`,
      minted ? { mintAppToken: mint([]) } : {},
    )
    expect(step(result, 'app').annotations[0]?.message).toContain(reason)
    expect(result.conclusion).toBe('failure')
  })
})

describe('artifacts', () => {
  it('go from job to job', async () => {
    const result = await execute(`
on: push
jobs:
  make:
    runs-on: x
    strategy: { matrix: { service: [api, web] } }
    steps:
      - run: |
          mkdir -p out/deep && echo "\${{ matrix.service }}" > out/release.json && echo deep > out/deep/file && echo h > out/.hidden
      - uses: actions/upload-artifact@v4
        with: { name: "release-\${{ matrix.service }}", path: out }
      - uses: actions/upload-artifact@v4
        with: { name: "glob-\${{ matrix.service }}", path: "out/**/*.json\\nout/deep/file" }
  use:
    needs: make
    runs-on: x
    steps:
      - uses: actions/download-artifact@v4
        with: { pattern: release-*, path: all }
      - run: cd all && find . -type f | sort
      - uses: actions/download-artifact@v4
        with: { name: glob-web, path: one }
      - run: cd one && find . -type f | sort && cat release.json
`)
    expect(result.conclusion).toBe('success')
    const { log } = job(result, 'use')
    expect(log).toContain(
      '\n./release-api/deep/file\n./release-api/release.json\n./release-web/deep/file\n./release-web/release.json\n',
    )
    expect(log).toContain('\n./deep/file\n./release.json\nweb\n')
  })

  it.each([
    [
      'a second one of the name',
      'touch a',
      '- uses: actions/upload-artifact@v4\n  with: { name: x, path: a }\n- id: s\n  uses: actions/upload-artifact@v4\n  with: { name: x, path: a }',
      'exists already',
    ],
    [
      'nothing found, as an error',
      'true',
      '- id: s\n  uses: actions/upload-artifact@v4\n  with: { path: none, if-no-files-found: error }',
      'No files were found',
    ],
    [
      'a name with a slash',
      'touch a',
      '- id: s\n  uses: actions/upload-artifact@v4\n  with: { name: a/b, path: a }',
      'not a valid artifact name',
    ],
    [
      'an unknown one',
      'true',
      '- id: s\n  uses: actions/download-artifact@v4\n  with: { name: none }',
      'No artifact with the name',
    ],
  ])('fail for %s', async (_title, script, steps, reason) => {
    const result = await executeSteps(`- run: ${script}\n${steps}`)
    expect(step(result, 's').conclusion).toBe('failure')
    expect(step(result, 's').annotations[0]?.message).toContain(reason)
  })

  it('warn when nothing is found', async () => {
    const result = await executeSteps('- id: s\n  uses: actions/upload-artifact@v4\n  with: { path: none }')
    expect(step(result, 's').annotations[0]).toMatchObject({ level: 'warning' })
    expect(result.conclusion).toBe('success')
  })
})
