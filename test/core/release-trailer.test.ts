import { spawn } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  formatReleaseTrailer,
  parseImageReference,
  parseReleaseTrailers,
  stripGitOpsLines,
} from '@gitops-actions/core'
import '../property-seed.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const SHA = '0123456789abcdef0123456789abcdef01234567'
const LINE = `GitOps-Release: api ghcr.io/acme/api:1.4.2@${DIGEST} acme/api@${SHA}`
const WEB = `GitOps-Release: web ghcr.io/acme/web:2.0.0`

describe('the trailer of an environment commit', () => {
  it('comes back as it was written', () => {
    const [trailer] = parseReleaseTrailers(`Bump api\n\n${LINE}\n`)
    expect(trailer).toEqual({
      service: 'api',
      image: parseImageReference(`ghcr.io/acme/api:1.4.2@${DIGEST}`),
      source: { repository: 'acme/api', sha: SHA },
    })
    expect(trailer && formatReleaseTrailer(trailer)).toBe(LINE)
    const [web] = parseReleaseTrailers(`Bump web\n\n${WEB}`)
    expect(web?.source).toBeUndefined()
    expect(web && formatReleaseTrailer(web)).toBe(WEB)
  })

  it.each([
    ['two services', `t\n\n${LINE}\n${WEB}`, ['api', 'web']],
    ['trailers of others around it', `t\n\nbody\n\nReviewed-by: x\n${LINE}\nSigned-off-by: y <y@z>`, ['api']],
    ['CRLF', `t\r\n\r\n${LINE}\r\n`, ['api']],
    ['another case', `t\n\n${LINE.replace('GitOps-Release', 'gitops-release')}`, ['api']],
    ['space before the colon', `t\n\n${LINE.replace(':', ' :')}`, ['api']],
    ['blank lines behind', `t\n\n${LINE}\n\n  \n`, ['api']],
    [
      'a block that git signed and people wrote in',
      `t\n\nnote one\nnote two\n${LINE}\nSigned-off-by: y <y@z>`,
      ['api'],
    ],
    ['no blank line before it', `t\nbody\n${LINE}`, []],
    ['a place in the title', LINE, []],
    ['a block in the middle', `t\n\n${LINE}\n\nMore text.`, []],
    ['a paragraph of text', `t\n\nSee this:\n${LINE}`, []],
    ['a folded line', `t\n\nOther: x\n ${LINE}`, []],
    ['an indented line', `t\n\n    ${LINE}`, []],
    ['an unknown key', `t\n\n${LINE.replace('Release', 'Releases')}`, []],
    ['no image', 't\n\nGitOps-Release: api', []],
    ['an image without tag and digest', 't\n\nGitOps-Release: api ghcr.io/acme/api', []],
    ['a short sha', `t\n\nGitOps-Release: api a/b:1 acme/api@0123456`, []],
    ['a bad service', `t\n\nGitOps-Release: a/b a/b:1`, []],
    ['more words', `t\n\n${LINE} and more`, []],
  ])('is read with %s', (_name, message, services) => {
    expect(parseReleaseTrailers(message).map(({ service }) => service)).toEqual(services)
  })

  it('counts the last one of a service', () => {
    const trailers = parseReleaseTrailers(`t\n\n${WEB}\n${WEB.replace('2.0.0', '2.0.1')}`)
    expect(trailers.map(({ image }) => image.tag)).toEqual(['2.0.1'])
  })

  it.each([
    { service: 'a b', image: parseImageReference('a:1'), source: undefined },
    { service: 'a\nGitOps-Release: b', image: parseImageReference('a:1'), source: undefined },
    { service: 'a', image: { ...parseImageReference('a:1'), tag: '1\nX: y' }, source: undefined },
  ])('is not written when a part does not fit', (trailer) => {
    expect(() => formatReleaseTrailer(trailer)).toThrow()
  })

  it('cannot be forged by a message that a user gives', () => {
    const text = `Fix\r\n\r\nGitOps-Release: x\n  gitops-hold : y\rGITOPS-Anything:z\u2028GitOps-Release: w\nGitOps is fine: yes`
    expect(stripGitOpsLines(text)).toBe('Fix\n\nGitOps is fine: yes')
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(LINE, '\n', '\r', ' ', '\t', 'text', '\n\n', '\u2028', '\v')),
        (parts) => {
          const message = `title\n\n${stripGitOpsLines(parts.join(''))}`
          expect(parseReleaseTrailers(message)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is found where git itself finds it', async () => {
    const part = fc.constantFrom(
      LINE,
      'Signed-off-by: a <a@b>',
      '(cherry picked from commit abc)',
      'Key: value',
      ' folded',
      'a line of text',
      'not a key: here',
      '',
      '',
      '# comment',
    )
    const messages = fc.sample(fc.array(part, { minLength: 1, maxLength: 9 }), { numRuns: 150, seed: 11 })
    let found = 0
    for (const lines of messages) {
      const message = `title\n${lines.join('\n')}\n`
      const byGit = (await gitTrailers(message)).filter((line) => line === LINE)
      const ours = parseReleaseTrailers(message).length > 0
      expect({ message, ours }).toEqual({ message, ours: byGit.length > 0 })
      found += byGit.length
    }
    expect(found).toBeGreaterThan(10)
  })
})

/** `git interpret-trailers` needs no repository. */
function gitTrailers(message: string): Promise<readonly string[]> {
  const env = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['interpret-trailers', '--parse', '--no-divider'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', () => {
      resolve(output.split('\n'))
    })
    child.stdin.end(message)
  })
}
