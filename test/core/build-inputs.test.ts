import { describe, expect, it } from '@jest/globals'
import {
  nameEnvironments,
  parseAnnotations,
  parseCacheLocations,
  parseCommand,
  parseConfig,
  parseParts,
  parseRegistryAuth,
  readBuildSecrets,
  readEntries,
  readFields,
  scopeCaches,
} from '@gitops-actions/core'
import { refusal, sourceOf } from './build-source.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('secrets', () => {
  const read = (
    secrets: string,
    files: string[] = [],
    variables: string[] = [],
    env: Record<string, string> = {},
  ): ReturnType<typeof readBuildSecrets> => readBuildSecrets({ secrets, files, variables }, env)

  it('are read as build-push-action reads them', () => {
    const text = [
      'TOKEN=abcdefghi,jklmno=0123456789',
      '"MULTI=aaaaaaaa',
      'bbbbbbb',
      'ccccccccc"',
      'FOO=bar',
      '"EMPTYLINE=aaaa',
      '',
      'bbbb"',
      '"JSON={""key1"":""value1"",""key2"":""value2""}"',
      'QUOTE=a"b',
      '',
    ].join('\n')
    expect(read(text)).toEqual([
      { id: 'TOKEN', value: 'abcdefghi,jklmno=0123456789' },
      { id: 'MULTI', value: 'aaaaaaaa\nbbbbbbb\nccccccccc' },
      { id: 'FOO', value: 'bar' },
      { id: 'EMPTYLINE', value: 'aaaa\n\nbbbb' },
      { id: 'JSON', value: '{"key1":"value1","key2":"value2"}' },
      { id: 'QUOTE', value: 'a"b' },
    ])
  })

  it('come by files and variables too', () => {
    expect(read('', ['npmrc=./.npmrc'], ['key=API_KEY'], { API_KEY: 'k' })).toEqual([
      { id: 'npmrc', file: './.npmrc' },
      { id: 'key', value: 'k' },
    ])
  })

  it.each<[string, string, string[], string[]]>([
    ['Input "secrets", line 1: the value of "npmrc" looks like a path', 'npmrc=./.npmrc', [], []],
    ['looks like a path: give files in input "secret-files"', 'key=/home/runner/key.pem', [], []],
    ['Input "secrets", line 2: wanted "id=value", and there is no "="', 'a=b\ncanary-4711', [], []],
    ['an id has letters', 'a b=canary-4711', [], []],
    ['Input "secret-files", line 1: "a" has no path', '', ['a='], []],
    ['Input "secret-envs", line 1: the variable of "a" is not set', '', [], ['a=MISSING']],
    ['The secret "a" is given twice', 'a=canary-4711', ['a=file'], []],
  ])('refuse with %s, and without the value', (message, secrets, files, variables) => {
    const error = refusal(() => read(secrets, files, variables))
    expect(error.code).toBe('invalid-secret')
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('canary-4711')
  })

  it('may begin with a slash all the same', () => {
    expect(read('key=/Abc+def/ghi==')).toEqual([{ id: 'key', value: '/Abc+def/ghi==' }])
  })
})

describe('entries of an input', () => {
  it.each<[string, string[], string[]]>([
    ['A=1\nB=2', ['A=1', 'B=2'], ['A=1', 'B=2']],
    ['A=1,2\r\n\r\n# no\nB', ['A=1,2', 'B'], ['A=1', '2', 'B']],
    ['"A=first\nsecond"\nB', ['A=first\nsecond', 'B'], ['A=first\nsecond', 'B']],
    ['A=say ""hi""', ['A=say ""hi""'], ['A=say ""hi""']],
    ['"A=say ""hi"""', ['A=say "hi"'], ['A=say "hi"']],
    ['A=1,"2"', ['A=1,2'], ['A=1', '2']],
    ['info={"a":1,"b":2}', ['info={"a":1,"b":2}'], ['info={"a":1', '"b":2}']],
    ['a=#1,#2', ['a=#1,#2'], ['a=#1', '#2']],
    [' # no\n\n', [], []],
    ['', [], []],
  ])('%j', (text, entries, fields) => {
    expect(readEntries('x', text).map((entry) => entry.text)).toEqual(entries)
    expect(readFields('x', text)).toEqual(fields)
  })

  it('know the line in which they begin', () => {
    expect(readEntries('x', 'a\n\n# b\n"c\nd"\ne').map(({ line }) => line)).toEqual([1, 4, 6])
  })

  it('are refused, without being shown, when a quote is not closed', () => {
    const error = refusal(() => readEntries('secrets', 'x\n"a=canary-4711'))
    expect(error.message).toBe('Input "secrets", line 2: a double quote is not closed.')
  })
})

describe('annotations', () => {
  it.each([
    ['a=b', [{ name: 'a', value: 'b', levels: [] }]],
    ['index:a=b:c', [{ name: 'a', value: 'b:c', levels: ['index'] }]],
    ['index,manifest:a=b', [{ name: 'a', value: 'b', levels: ['index', 'manifest'] }]],
    ['manifest[linux/arm64]:a=b', [{ name: 'a', value: 'b', levels: ['manifest'], platform: 'linux/arm64' }]],
    ['index', [{ name: '', value: '', levels: ['index'] }]],
  ])('%s', (line, expected) => {
    expect(parseAnnotations([line])).toMatchObject(expected)
  })

  it.each([
    ['indx:a=b', '"indx" is not a level: did you mean "index"?'],
    ['banana', 'Input "annotations", line 1: "banana" is not a level. Wanted "name=value"'],
    ['manifest[x]:a=b', '"x" is not a platform'],
  ])('refuse %s', (line, message) => {
    expect(refusal(() => parseAnnotations([line])).message).toContain(message)
  })
})

describe('caches', () => {
  it('are read, and have a scope of their own for each service', () => {
    const given = parseCacheLocations('cache-to', [
      'type=gha,mode=max',
      'type=gha,scope=mine',
      'type=registry,ref=ghcr.io/acme/api:cache',
      'ghcr.io/acme/api:cache',
    ])
    expect(
      scopeCaches(given, 'api').map(({ type, attributes }) => [
        type,
        ...attributes.map(({ name, value }) => `${name}=${value}`),
      ]),
    ).toEqual([
      ['gha', 'mode=max', 'scope=api'],
      ['gha', 'scope=mine'],
      ['registry', 'ref=ghcr.io/acme/api:cache'],
      ['registry', 'ref=ghcr.io/acme/api:cache'],
    ])
  })

  it.each([
    ['type=ghaa', 'Input "cache-from", line 1: the type "ghaa" is not known: did you mean "gha"?'],
    ['mode=max', 'there is no "type="'],
    ['type=gha,max', '"max" has no "="'],
  ])('refuse %s', (line, message) => {
    expect(refusal(() => parseCacheLocations('cache-from', [line])).message).toContain(message)
  })
})

describe('commands', () => {
  it.each([
    ['trivy image --exit-code 1 {image}', ['trivy', 'image', '--exit-code', '1', '{image}']],
    ['  a\n  b\tc ', ['a', 'b', 'c']],
    [`a "b c" 'd "e"' f\\ g ""`, ['a', 'b c', 'd "e"', 'f g', '']],
    ['a "b\\"c" \'d\\\'', ['a', 'b"c', 'd\\']],
    ['a \\\n b', ['a', 'b']],
    ["a '$HOME' '|' \\; ", ['a', '$HOME', '|', ';']],
    ['', []],
  ])('%j is %j', (text, words) => {
    expect(parseCommand('scan', text)).toEqual(words)
  })

  it.each([
    ['a | b', '"|" is for a shell'],
    ['a && b', '"&&" is for a shell'],
    ['a; b', '"a;" is for a shell'],
    ['a $HOME', '"$HOME" is for a shell'],
    ['a $(touch x)', '"$(touch" is for a shell'],
    ['a `id`', '"`id`" is for a shell'],
    ['a "b', 'Input "scan": a double quote is not closed'],
  ])('refuse %s', (text, message) => {
    expect(refusal(() => parseCommand('scan', text)).message).toContain(message)
  })
})

describe('several logins', () => {
  it('are a list as login-action has it, every value as it is written', () => {
    const text = [
      '- username: me',
      '  password: 0123',
      '- registry: ghcr.io',
      '  username: "on"',
      "  password: 'a: b'",
      '- registry: 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      '  ecr: true',
    ].join('\n')
    expect(parseRegistryAuth(text)).toEqual([
      { registry: '', username: 'me', password: '0123' },
      { registry: 'ghcr.io', username: 'on', password: 'a: b' },
      { registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com', username: '', password: '' },
    ])
    expect(parseRegistryAuth(' \n')).toEqual([])
  })

  it.each([
    ['registry: ghcr.io', 'is no list'],
    ['- canary-4711', 'has an entry 1 that is no map'],
    [
      '- registry: a.example\n  username: me\n  pasword: canary-4711',
      'unknown key "pasword" in entry 1 (did you mean "password"?)',
    ],
    ['- registry: a.example\n  password: canary-4711', 'has no "username" in entry 1'],
    ['- registry: a.example\n  username: [canary-4711]', 'has a "username" in entry 1 that is no text'],
    ['- registry: a.example\n- registry: a.example', 'has two entries for a.example'],
    ['- "canary-4711', 'is no YAML (MISSING_CHAR at character'],
  ])('refuse %j, and show no value', (text, message) => {
    const error = refusal(() => parseRegistryAuth(text))
    expect(error.code).toBe('invalid-registry-auth')
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('canary-4711')
  })
})

describe('digests', () => {
  it('are lines, or what jobs with by-digest wrote', () => {
    const other = `sha256:${'b'.repeat(64)}`
    expect(parseParts(`${DIGEST}\n\n{"digest":"${other}","platforms":{}}\n${DIGEST}\n`)).toEqual([
      DIGEST,
      other,
    ])
    expect(parseParts('')).toEqual([])
  })

  it.each(['sha256:1', '{"digest":1}', '{', 'ghcr.io/acme/api'])('refuse %s', (text) => {
    expect(refusal(() => parseParts(text)).message).toContain(`Input "digests" has "${text}"`)
  })
})

describe('environments of a build', () => {
  const config = parseConfig(
    [
      'version: 1',
      'environments:',
      '  staging: { path: environments/staging, tags: main }',
      '  production: { path: environments/production, tags: semver, tag-prefix: prod }',
    ].join('\n'),
  )

  it.each([
    ['refs/tags/prod-v1.2.3', [], undefined, ['prod']],
    ['refs/tags/prod-v1.2.3', ['prod=production'], undefined, ['production']],
    ['refs/tags/prod-v1.2.3', [], config, ['production']],
    ['refs/tags/production-v1.2.3', [], config, ['production']],
    ['refs/tags/prod-v1.2.3', ['prod=live'], config, ['live']],
    ['refs/tags/v1.2.3', [], config, ['production']],
    ['refs/heads/main', [], config, ['staging']],
    ['refs/heads/main', [], undefined, []],
  ])('%s with %j', (ref, prefixes, given, environments) => {
    expect(nameEnvironments(prefixes, given, sourceOf(ref)).environments).toEqual(environments)
  })

  it('refuse a prefix that nothing explains, and name the nearest', () => {
    const error = refusal(() => nameEnvironments([], config, sourceOf('refs/tags/prd-v1.2.3')))
    expect(error.code).toBe('unknown-environment')
    expect(error.message).toContain(
      'begins with "prd-", which is no environment and no prefix of one: did you mean "prod"? Push',
    )
  })
})
