import { describe, expect, it } from '@jest/globals'
import { planTags, readVersionTag } from '@gitops-actions/core'
import { namesOf, plan, planRequest, refusal, SHA } from './build-source.ts'

// A tag that may move is written with "~" behind it.
describe('default tags', () => {
  it.each([
    ['refs/heads/main', ['main~', 'sha-0123456'], undefined],
    ['refs/heads/feature/x y', ['feature-x-y~', 'sha-0123456'], undefined],
    ['refs/tags/v1.2.3', ['1.2.3', 'sha-0123456'], undefined],
    ['refs/tags/1.2.3', ['1.2.3', 'sha-0123456'], undefined],
    ['refs/tags/v1.2.3-rc.1', ['1.2.3-rc.1', 'sha-0123456'], undefined],
    ['refs/tags/prod-v1.2.3', ['1.2.3', 'sha-0123456'], 'prod'],
    ['refs/tags/prod-v1.2.3-rc.1', ['1.2.3-rc.1', 'sha-0123456'], 'prod'],
    ['refs/tags/staging-v2.0.0+build', ['2.0.0-build', 'sha-0123456'], 'staging'],
    ['refs/tags/eu-west-1-v2.0.0', ['2.0.0', 'sha-0123456'], 'eu-west-1'],
    ['refs/pull/7/merge', ['sha-0123456'], undefined],
  ])('%s gives %j', (ref, tags, environment) => {
    const made = plan(ref)
    expect(namesOf(made)).toEqual(tags)
    expect(made.environment).toBe(environment)
    expect(made.version).toBe(tags[0]?.replace('~', ''))
  })

  it.each([
    'nightly',
    'v1.2',
    'v1.2.3.4',
    'v01.2.3',
    'prod-1.2.3',
    'prod-v1.2',
    '-v1.2.3',
    'v1.2.3-',
    'prod/v1.2.3',
  ])('refuses the tag %s and says what a version tag is', (tag) => {
    const error = refusal(() => plan(`refs/tags/${tag}`))
    expect(error.code).toBe('invalid-version-tag')
    expect(error.message).toContain(`"${tag}" is not a version tag: wanted "v1.2.3"`)
  })

  it('never makes latest', () => {
    for (const ref of ['refs/heads/main', 'refs/tags/v1.2.3', 'refs/tags/prod-v1.2.3']) {
      expect(namesOf(plan(ref)).join()).not.toContain('latest')
    }
  })
})

describe('tag rules', () => {
  it.each([
    ['refs/tags/v1.2.3', ['type=semver,pattern={{major}}.{{minor}}'], ['1.2~', 'latest~', 'sha-0123456']],
    ['refs/tags/v1.2.3', ['type=semver,pattern=v{{version}}'], ['v1.2.3', 'latest~']],
    ['refs/tags/v1.2.3', ['type=semver,pattern={{raw}}'], ['v1.2.3', 'latest~']],
    ['refs/tags/v1.2.3', ['type=semver,pattern={{major}}.{{minor}}.{{patch}}'], ['1.2.3', 'latest~']],
    ['refs/tags/v1.2.3-rc.1', ['type=semver,pattern={{major}}'], ['1.2.3-rc.1']],
    ['refs/heads/main', ['type=semver,value=v4.5.6'], ['4.5.6', 'latest~']],
    ['refs/heads/main', ['type=semver,pattern={{version}}', 'type=sha'], ['sha-0123456']],
    ['refs/tags/v1.2.3', ['type=ref,event=tag'], ['v1.2.3', 'latest~']],
    ['refs/tags/nightly', ['type=ref,event=tag'], ['nightly~', 'sha-0123456']],
    ['refs/tags/v1.2.3', ['type=ref,event=branch', 'type=sha'], ['sha-0123456']],
    ['refs/pull/7/merge', ['type=ref,event=pr'], ['pr-7~', 'sha-0123456']],
    ['refs/heads/main', ['type=sha,format=long'], [`sha-${SHA}`]],
    ['refs/heads/main', ['type=sha,prefix='], ['0123456']],
    ['refs/heads/main', ['type=sha,prefix=git-,suffix=-debug'], ['git-0123456-debug']],
    ['refs/heads/main', ['type=raw,value=stable'], ['stable~', 'sha-0123456']],
    ['refs/tags/v1.2.3', ['type=raw,value=stable'], ['stable~', 'sha-0123456']],
    ['refs/heads/main', ['type=raw,value=.-stable'], ['stable~', 'sha-0123456']],
    ['refs/heads/-x', ['type=ref,event=branch'], ['x~', 'sha-0123456']],
    ['refs/heads/main', ['type=raw,value={{branch}}-{{sha}}'], ['main-0123456~', 'sha-0123456']],
    ['refs/heads/main', ['type=raw,value=latest,enable={{is_default_branch}}'], ['latest~', 'sha-0123456']],
    ['refs/heads/x', ['type=raw,value=latest,enable={{is_default_branch}}', 'type=sha'], ['sha-0123456']],
    ['refs/heads/main', ['type=sha,enable=false', 'type=raw,value=a'], ['a~', 'sha-0123456']],
    ['refs/heads/main', ['type=sha', 'type=raw,value=a', 'type=raw,value=a'], ['a~', 'sha-0123456']],
    ['refs/heads/main', ['type=sha,priority=1000', 'type=ref,event=branch'], ['sha-0123456', 'main~']],
    ['refs/heads/main', ['"type=raw","value=a,b"'], ['a-b~', 'sha-0123456']],
    ['refs/tags/prod-v1.2.3', ['type=semver,prefix={{tag}}_'], ['prod-v1.2.3_1.2.3', 'latest~']],
  ])('%s with %j gives %j', (ref, rules, tags) => {
    expect(namesOf(plan(ref, ...rules))).toEqual(tags)
  })

  it.each([
    ['type=semvr', 'line 1, column 6: the type "semvr" is not known: did you mean "semver"?'],
    ['type=schedul', 'the type "schedul" is not known: did you mean "schedule"?'],
    ['type=pep440,pattern={{version}}', 'the type "pep440" is not known here: use type=semver'],
    ['type=match', 'type=match needs a pattern'],
    ['type=match,pattern=v(', 'line 1, column 20: "v(" is not a regular expression'],
    ['type=semver,match=[z', 'line 1, column 19: "[z" is not a regular expression'],
    ['type=match,pattern=(,value=x', 'line 1, column 20: "(" is not a regular expression'],
    ['type=match,pattern=x,group=one', 'line 1, column 28: group is "one": wanted a whole number'],
    ['type=constructor,value=x', 'the type "constructor" is not known: '],
    ['type=raw,type=sha,value=x', 'column 10: the attribute "type" is given twice'],
    ['tpe=raw,value=x', 'line 1, column 1: type=raw has no attribute "tpe": did you mean "type"?'],
    [
      'type=semver,patern={{version}}',
      'line 1, column 13: type=semver has no attribute "patern": did you mean "pattern"?',
    ],
    [
      'type=semver,value=1.0.0,pattern={{versoin}}',
      'line 1, column 33: the expression "{{versoin}}" is not known here: did you mean "version"?',
    ],
    ['type=raw,value={{}}', 'the expression "{{}}" is not known here. Known: {{branch}}, '],
    ['type=raw,value={{date}}', `"{{date}}" is not complete: wanted {{date 'YYYYMMDD' tz='UTC'}}`],
    ["type=raw,value={{date 'YYYY' zone='UTC'}}", 'has "zone=": wanted tz='],
    [
      "type=raw,value={{date 'YYYY' tz='Europe/Berln'}}",
      'line 1, column 16: "Europe/Berln" is not a time zone: did you mean "Europe/Berlin"?',
    ],
    ['type=raw', 'type=raw needs a value'],
    ['type=ref', 'event is "": wanted branch, tag, pr'],
    ['type=ref,event=brnch', 'event is "brnch": wanted branch, tag, pr: did you mean "branch"?'],
    ['type=sha,format=full', 'column 17: format is "full": wanted short, long'],
    ['type=sha,enable=yes', 'column 17: enable is "yes": wanted true or false'],
    ['type=sha,priority=high', 'priority is "high": wanted a whole number'],
    ['type=sha,priority=p1', 'priority is "p1": wanted a whole number'],
    ['type=sha,priority=1st', 'priority is "1st": wanted a whole number'],
    ['type=sha,priority=1234567', 'priority is "1234567": wanted a whole number'],
    ['type=sha,format=long,format=short', 'column 22: the attribute "format" is given twice'],
    ['type=sha,value', 'column 10: the field "value" has no "="'],
    ['type=raw,a,b', 'the attribute "value" is given twice'],
    ['type=raw,"value=x', 'column 10: a double quote is not closed'],
  ])('refuses %s', (rule, message) => {
    const error = refusal(() => plan('refs/heads/main', rule))
    expect(error.code).toBe('invalid-tag-rule')
    expect(error.message).toContain(message)
  })

  it('names the line of a rule that is wrong', () => {
    const error = refusal(() => plan('refs/heads/main', 'type=sha', '', '# a comment', '  type=shaa'))
    expect(error.message).toContain('Input "tags", line 4, column 8')
  })

  it('refuses a version that is none, naming it', () => {
    expect(refusal(() => plan('refs/heads/main', 'type=semver,value=1.2')).message).toContain('"1.2"')
    expect(refusal(() => plan('refs/tags/banana', 'type=semver')).code).toBe('invalid-version-tag')
  })

  it('refuses rules of which none fires', () => {
    const error = refusal(() => plan('refs/heads/main', 'type=ref,event=tag'))
    expect(error.code).toBe('no-tags')
    expect(error.message).toContain('"refs/heads/main"')
  })

  it('refuses a tag that is too long and names the rule', () => {
    const error = refusal(() => plan(`refs/heads/${'b'.repeat(200)}`))
    expect(error.code).toBe('invalid-tag')
    expect(error.message).toContain('line 2: the rule type=ref')
  })
})

describe('full references', () => {
  it('name images of their own beside the rules', () => {
    const made = planTags(
      planRequest({ tags: ['type=sha', 'quay.io/acme/api:1.2.3', 'ghcr.io/acme/api:edge'] }),
    )
    expect(made.destinations.map(({ image, tags }) => [image.name, tags.map(({ name }) => name)])).toEqual([
      ['ghcr.io/acme/api', ['edge', 'sha-0123456']],
      ['quay.io/acme/api', ['1.2.3']],
    ])
  })

  it.each([
    ['ghcr.io/acme/api', 'For a fixed tag write', 'invalid-image'],
    ['GHCR.io/Acme/api:1', 'lower-case name', 'invalid-image'],
    ['-v:/host', 'is not an image reference', 'invalid-image'],
  ])('refuses %s', (reference, message, code) => {
    const error = refusal(() => plan('refs/heads/main', reference))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
  })

  it('refuses an image with a tag, and no image at all', () => {
    expect(refusal(() => planTags(planRequest({ images: ['acme/api:1'] }))).message).toContain(
      'wanted a name without tag',
    )
    expect(refusal(() => planTags(planRequest({ images: [] }))).code).toBe('no-image')
  })
})

describe('commit tag', () => {
  it.each([
    [[], 'sha-0123456'],
    [['type=raw,value=stable'], undefined],
    [['type=semver,value=1.2.3'], undefined],
    [['stable'], undefined],
    [['type=sha,suffix=-debug'], 'sha-0123456-debug'],
  ])('of %j is %s: only what was asked for finds an image again', (rules, tag) => {
    expect(plan('refs/heads/main', ...rules).destinations[0].commitTag).toBe(tag)
  })
})

describe('version tag', () => {
  it('keeps build metadata and prerelease apart', () => {
    expect(readVersionTag('prod-v1.2.3-rc.1+x.5')).toEqual({
      environment: 'prod',
      version: {
        text: '1.2.3-rc.1+x.5',
        major: '1',
        minor: '2',
        patch: '3',
        prerelease: 'rc.1',
        build: 'x.5',
      },
    })
  })

  it.each(['team/prod-v1.2.3', '-v1.2.3', 'prod--v1.2.3', '.x-v1.2.3', 'prod-1.2.3', 'prod-v1.2'])(
    'is no %s',
    (name) => {
      expect(readVersionTag(name)).toBeUndefined()
    },
  )

  it('reads a hostile name in linear time', () => {
    expect(readVersionTag(`${'-v'.repeat(20_000)}1.2`)).toBeUndefined()
  })
})
