import { describe, expect, it } from '@jest/globals'
import { normaliseRepositoryUrl } from '../../packages/adapters/src/argocd/repository-url.ts'

const SAME: readonly (readonly [group: string, urls: readonly string[]])[] = [
  [
    'github.com/acme/environments',
    [
      'https://github.com/acme/environments',
      'https://github.com/acme/environments.git',
      'https://github.com/acme/environments/',
      'https://github.com/acme/environments.git/',
      'https://github.com:443/acme/environments',
      'https://robot@github.com/acme/environments',
      'https://x-access-token:secret@github.com/acme/environments.git',
      'https://GitHub.com/Acme/Environments',
      'https://github.com//acme/environments',
      'http://github.com:80/acme/environments',
      'https://www.github.com/acme/environments',
      'git://github.com/acme/environments',
      'git://github.com:9418/acme/environments',
      'git@github.com:acme/environments.git',
      'git@github.com:/acme/environments.git',
      'github.com:acme/environments',
      'ssh://git@github.com/acme/environments.git',
      'ssh://git@github.com:22/acme/environments',
      'ssh://git@ssh.github.com:443/acme/environments.git',
      'git+ssh://git@github.com/acme/environments',
      '  https://github.com/acme/environments  ',
    ],
  ],
  [
    'ghes.example.com/acme/env',
    [
      'https://ghes.example.com/acme/env',
      'ssh://git@ghes.example.com:122/acme/env.git',
      'org-1234@ghes.example.com:acme/env.git',
    ],
  ],
  ['127.0.0.1:8080/acme/env', ['http://127.0.0.1:8080/acme/env.git', 'http://127.0.0.1:8080/acme/env']],
  ['[::1]:8080/acme/env', ['http://[::1]:8080/acme/env.git']],
  ['[::1]/acme/env', ['git@[::1]:acme/env.git', 'ssh://git@[::1]:22/acme/env', 'https://[::1]:443/acme/env']],
  [
    'host.example/group/sub/env',
    ['https://host.example/group/sub/env.git', 'git@host.example:group/sub/env.git'],
  ],
]

describe('normaliseRepositoryUrl', () => {
  it.each(SAME.flatMap(([group, urls]) => urls.map((url) => [url, group] as const)))(
    '%s is %s',
    (url, group) => {
      expect(normaliseRepositoryUrl(url)).toBe(group)
    },
  )

  it.each([
    ['https://github.com/acme/environments', 'https://github.com/acme/environments2'],
    ['https://github.com/acme/environments', 'https://github.com/acme2/environments'],
    ['https://github.com/acme/environments', 'https://github.com.evil.example/acme/environments'],
    ['https://github.com/acme/environments', 'https://evil.example/github.com/acme/environments'],
    ['https://github.com/acme/environments', 'https://github.com@evil.example/acme/environments'],
    ['https://github.com/acme/environments', 'https://github.com:8443/acme/environments'],
    ['https://github.com/acme/environments', 'https://github.com/acme'],
    ['http://127.0.0.1:8080/acme/env', 'http://127.0.0.1:8081/acme/env'],
    ['https://github.com/acme/env', ''],
  ])('%s is not %s', (one, other) => {
    expect(normaliseRepositoryUrl(one)).not.toBe(normaliseRepositoryUrl(other))
  })

  it('is linear in the length of hostile input', () => {
    const long = `https://${'@:/'.repeat(200_000)}`
    expect(normaliseRepositoryUrl(long)).not.toBe('')
  })
})
