import { describe, expect, it } from '@jest/globals'
import { parseRemote } from '@gitops-actions/adapters'

describe('the address of a repository', () => {
  it.each([
    ['https://git.example.com/acme/env.git', 'https://git.example.com/acme/env.git'],
    ['git@git.example.com:acme/env.git', 'git@git.example.com:acme/env.git'],
    ['ssh://git@git.example.com:2222/acme/env.git', 'ssh://git@git.example.com:2222/acme/env.git'],
    ['http://127.0.0.1:8080/acme/env.git', 'http://127.0.0.1:8080/acme/env.git'],
  ])('%s is taken', (text, url) => {
    expect(parseRemote(text, { plaintext: false }).url).toBe(url)
  })

  it.each([
    'ext::sh -c touch% pwned',
    'file:///etc/passwd',
    'git://git.example.com/acme/env.git',
    '/srv/git/env.git',
    '--upload-pack=touch pwned',
    'ssh://-oProxyCommand=touch%20pwned/acme',
    '-oProxyCommand=x:acme/env.git',
    'git@-oProxyCommand=x:acme/env.git',
    "git@git.example.com:acme/env'; touch pwned; '.git",
    'https://user:secret@git.example.com/acme/env.git',
    'https://169.254.169.254/latest.git',
    'http://git.example.com/acme/env.git',
    'https://git.example.com/acme/env.git?x=1',
    'ssh://git:secret@git.example.com/acme/env.git',
    'git:secret@git.example.com:acme/env.git',
    'ssh://git@git.example.com/acme/%zz.git',
    'ssh://git@git.example.com/-oProxyCommand=x',
    'git@git.example.com:-oProxyCommand=x',
    'ssh://git@git.example.com/',
    'ssh://git@git.example.com/acme/env.git;touch',
    'ssh://git@[/acme/env.git',
    'ssh://%2doProxyCommand@git.example.com/acme/env.git',
    '-x@git.example.com:acme/env.git',
    'git@git.example.com:acme/`touch`.git',
    'fd::17/foo',
    'transport::https://git.example.com/acme/env.git',
    'ftp://git:secret@git.example.com/acme/env.git',
    'git+ssh://git:secret@git.example.com/acme/env.git',
    'https://git.example.com/acme/env.git#x',
    'xhttps://git.example.com/acme/env.git',
    'evil secret@b secret@c\u0007:d e',
  ])('fault 63, fault 64, fault 72: %s is refused', (text) => {
    const refused: unknown = expect.objectContaining({
      code: 'refused-url',
      message: expect.not.stringContaining('secret'),
    })
    expect(failureIn(() => parseRemote(text, { plaintext: false }))).toEqual(refused)
  })
})

function failureIn(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
