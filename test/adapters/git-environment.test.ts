import { describe, expect, it } from '@jest/globals'
import { gitEnvironment } from '../../packages/adapters/src/git/environment.ts'

const OWN = {
  home: '/private/home',
  settings: [['http.https://git.example.com/.extraHeader', 'Authorization: basic c2VjcmV0']],
  protocols: 'https',
  variables: { GIT_SSH_COMMAND: 'ours' },
} as const

describe('fault 64: the environment of git', () => {
  it('has nothing of the run by which git could be made to do something else', () => {
    const hostile = {
      GIT_DIR: '/workspace/.git',
      GIT_SSH_COMMAND: 'touch pwned',
      GIT_SSH: 'touch',
      GIT_EXTERNAL_DIFF: 'touch pwned',
      GIT_PROXY_COMMAND: 'touch pwned',
      GIT_CONFIG_COUNT: '99',
      GIT_CONFIG_KEY_98: 'core.sshCommand',
      GIT_CONFIG_VALUE_98: 'touch pwned',
      GIT_CONFIG_GLOBAL: '/workspace/config',
      GIT_CONFIG_PARAMETERS: "'core.pager=touch'",
      GIT_TRACE_CURL: '/workspace/trace',
      GIT_ALLOW_PROTOCOL: 'ext',
      HOME: '/root',
      SSH_ASKPASS: 'touch',
      LD_PRELOAD: '/workspace/evil.so',
      INPUT_TOKEN: 'ghs_secret',
      NOT_SET: undefined,
    }
    const made = gitEnvironment({ ...hostile, PATH: '/usr/bin' }, OWN)
    expect(made).toEqual(gitEnvironment({ PATH: '/usr/bin' }, OWN))
    expect(made).toMatchObject({
      HOME: '/private/home',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'https',
      GIT_SSH_COMMAND: 'ours',
    })
  })

  it('has the proxies and certificates of the run, as people write their names', () => {
    const env = { https_proxy: 'http://proxy', NO_PROXY: 'a', SSL_CERT_FILE: '/ca.pem', PATH: '/usr/bin' }
    expect(gitEnvironment(env, OWN)).toMatchObject(env)
  })

  it('finds no program in the workspace, nor by a relative entry', () => {
    const env = { GITHUB_WORKSPACE: '/work', PATH: '/work/bin:/work:bin::/usr/bin:/workshop/bin' }
    expect(gitEnvironment(env, OWN).PATH).toBe('/usr/bin:/workshop/bin')
  })

  it('has as many settings as it says, ours last, and none that follows a redirect or runs a hook', () => {
    const env = gitEnvironment({}, OWN)
    const count = Number(env.GIT_CONFIG_COUNT)
    const settings = Array.from({ length: count }, (_, index) => [
      env[`GIT_CONFIG_KEY_${index}`],
      env[`GIT_CONFIG_VALUE_${index}`],
    ])
    expect(Object.keys(env).filter((name) => name.startsWith('GIT_CONFIG_KEY_'))).toHaveLength(count)
    expect(settings.at(-1)).toEqual(OWN.settings[0])
    expect(settings).toEqual(
      expect.arrayContaining([
        ['core.hooksPath', '/dev/null'],
        ['credential.helper', ''],
        ['http.followRedirects', 'false'],
      ]),
    )
  })
})
