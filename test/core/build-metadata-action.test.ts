import { describe, expect, it } from '@jest/globals'
import { type BuildSource, formatDate, parseCommitSha, planTags } from '@gitops-actions/core'
import { namesOf, planRequest, refusal, sourceOf } from './build-source.ts'

// Every example of https://github.com/docker/metadata-action (README of v6). Where ours differ, "departure" says how.
// A tag that may move is written with "~" behind it; "sha-0123456" is what ours add when nothing else stays.
const SHA = 'sha-0123456'
const EVENTS: Readonly<Record<string, Partial<BuildSource>>> = {
  'refs/pull/2/merge': { event: 'pull_request', baseBranch: 'master' },
  schedule: { event: 'schedule', ref: 'refs/heads/master' },
  workflow_dispatch: { event: 'workflow_dispatch', ref: 'refs/heads/master' },
}

function tagsOf(ref: string, rules: readonly string[], flavor: readonly string[] = []): string[] {
  const source = sourceOf(ref, {
    defaultBranch: 'master',
    committed: new Date('2020-01-09T12:00:00Z'),
    ...EVENTS[ref],
  })
  return namesOf(planTags(planRequest({ tags: rules, flavor, source })))
}

const BASIC = ['type=schedule', 'type=ref,event=branch', 'type=ref,event=tag', 'type=ref,event=pr']
const SEMVER = [
  'type=ref,event=branch',
  'type=ref,event=pr',
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
]

describe('usage', () => {
  it.each([
    ['refs/pull/2/merge', BASIC, ['pr-2~', SHA]],
    ['refs/heads/master', BASIC, ['master~', SHA]],
    ['refs/heads/releases/v1', BASIC, ['releases-v1~', SHA]],
    ['workflow_dispatch', BASIC, ['master~', SHA]],
    ['refs/tags/v1.2.3', BASIC, ['v1.2.3', 'latest~']],
    // Departure: a prerelease never is the latest.
    ['refs/tags/v2.0.8-beta.67', BASIC, ['v2.0.8-beta.67']],
    ['refs/pull/2/merge', SEMVER, ['pr-2~', SHA]],
    ['refs/heads/master', SEMVER, ['master~', SHA]],
    ['refs/heads/releases/v1', SEMVER, ['releases-v1~', SHA]],
    ['refs/tags/v1.2.3', SEMVER, ['1.2.3', '1.2~', 'latest~']],
    ['refs/tags/v2.0.8-beta.67', SEMVER, ['2.0.8-beta.67']],
    ['refs/tags/v1.2.3', [...SEMVER, 'type=sha'], ['1.2.3', '1.2~', SHA, 'latest~']],
  ])('%s with %j', (ref, rules, tags) => {
    expect(tagsOf(ref, rules)).toEqual(tags)
  })
})

describe('type=schedule', () => {
  it.each([
    ['type=schedule', 'nightly'],
    ['type=schedule,pattern=nightly', 'nightly'],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", '20200110'],
    ["type=schedule,pattern={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}", '20200110-093000'],
    ["type=schedule,pattern={{date 'YYYYMMDD-hhmmss' tz='Asia/Tokyo'}}", '20200110-093000'],
    ["type=schedule,pattern={{commit_date 'YYYYMMDD'}}", '20200109'],
    ['type=schedule,enable=true,priority=1000,prefix=,suffix=,pattern=nightly', 'nightly'],
  ])('%s gives %s', (rule, tag) => {
    expect(tagsOf('schedule', [rule])).toEqual([`${tag}~`, SHA])
    expect(tagsOf('refs/heads/master', [rule, 'type=sha'])).toEqual([SHA])
  })
})

describe('type=semver', () => {
  it.each([
    ['v1.2.3', '{{raw}}', 'v1.2.3'],
    ['v1.2.3', '{{version}}', '1.2.3'],
    ['v1.2.3', '{{major}}.{{minor}}', '1.2~'],
    ['v1.2.3', 'v{{major}}', 'v1~'],
    ['v1.2.3', '{{minor}}', '2~'],
    ['v1.2.3', '{{patch}}', '3~'],
    ['v2.0.8-beta.67', '{{raw}}', 'v2.0.8-beta.67'],
    ['v2.0.8-beta.67', '{{version}}', '2.0.8-beta.67'],
    ['v2.0.8-beta.67', '{{major}}.{{minor}}', '2.0.8-beta.67'],
  ])('%s with %s gives %s', (tag, pattern, name) => {
    expect(tagsOf(`refs/tags/${tag}`, [`type=semver,pattern=${pattern}`])[0]).toBe(name)
  })

  it.each([
    ['type=semver,pattern={{version}},value=v1.0.0', ['1.0.0', 'latest~']],
    ['type=semver,pattern={{version}},match=docker-(.*),value=docker-v1.0.0', ['1.0.0', 'latest~']],
    ['type=semver,pattern={{major}},match=^relay-v(.*)$,value=relay-v4.1.0', ['4~', 'latest~', SHA]],
    ['type=semver,pattern={{version}},match=/^RELAY-V(.*)$/i,value=relay-v4.1.0-rc.1', ['4.1.0-rc.1']],
  ])('%s', (rule, tags) => {
    expect(tagsOf('refs/heads/master', [rule])).toEqual(tags)
  })

  it('of major version zero may leave out the tag 0', () => {
    const rules = [
      'type=semver,pattern={{version}}',
      'type=semver,pattern={{major}}.{{minor}}',
      'type=semver,pattern={{major}},enable=false',
    ]
    expect(tagsOf('refs/tags/v0.1.2', rules)).toEqual(['0.1.2', '0.1~', 'latest~'])
  })

  it('departure: no version is an error that names the tag, never a tag that is silently missing', () => {
    expect(refusal(() => tagsOf('refs/tags/v1.2', SEMVER)).message).toContain('"v1.2" is not a version tag')
  })
})

describe('type=match', () => {
  it.each([
    ['v1.2.3', String.raw`\d.\d.\d`, '0', ['1.2.3', 'latest~']],
    ['v2.0.8-beta.67', 'v(.*)', '1', ['2.0.8-beta.67']],
    // Kept out of the registry when it is applied: see "a prerelease" in build-moving-tags.
    ['v2.0.8-beta.67', String.raw`v(\d.\d)`, '1', ['2.0~', SHA]],
    // Departure: what is no version has no order, and so is no latest.
    ['20200110-RC2', String.raw`\d+`, '0', ['20200110~', SHA]],
    // Departure: the Git tag is no version, the part that was matched is one.
    ['p1/v1.2.3', String.raw`p1/v(\d.\d.\d)`, '1', ['1.2.3', 'latest~']],
  ])('%s with %s, group %s', (tag, pattern, group, tags) => {
    expect(tagsOf(`refs/tags/${tag}`, [`type=match,pattern=${pattern},group=${group}`])).toEqual(tags)
  })

  it.each([
    [String.raw`type=match,pattern=\d.\d.\d,value=v1.0.0`, ['1.0.0', 'latest~']],
    ['type=match,pattern=v(.*),group=1,value=v1.0.0', ['1.0.0', 'latest~']],
    ['type=match,pattern=/V(.*)/i,group=1,value=v1.0.0', ['1.0.0', 'latest~']],
  ])('%s', (rule, tags) => {
    expect(tagsOf('refs/heads/master', [rule])).toEqual(tags)
  })

  it('departure: what does not match is an error that names the tag', () => {
    const error = refusal(() => tagsOf('refs/tags/nightly', ['type=match,pattern=v(.*),group=1']))
    expect(error.code).toBe('pattern-unmatched')
    expect(error.message).toContain('the pattern "v(.*)" does not match the tag "nightly"')
    const group = refusal(() => tagsOf('refs/tags/v1', ['type=match,pattern=v(.*),group=2']))
    expect(group.message).toContain('the pattern "v(.*)" has no group 2 in the tag "v1"')
    expect(tagsOf('refs/heads/master', ['type=match,pattern=v(.*)', 'type=sha'])).toEqual([SHA])
  })
})

describe('type=edge', () => {
  it.each([
    ['refs/heads/master', 'type=edge', ['edge~', SHA]],
    ['refs/heads/main', 'type=edge,branch=main', ['edge~', SHA]],
    ['refs/heads/master', 'type=edge,branch=main', [SHA]],
    ['refs/tags/v1.2.3', 'type=edge', [SHA]],
  ])('%s with %s', (ref, rule, tags) => {
    expect(tagsOf(ref, [rule, 'type=sha'])).toEqual(tags)
  })
})

describe('type=ref', () => {
  it.each([
    ['refs/pull/2/merge', 'pr', 'pr-2~'],
    ['refs/heads/master', 'branch', 'master~'],
    ['refs/heads/my/branch', 'branch', 'my-branch~'],
    ['workflow_dispatch', 'branch', 'master~'],
    ['refs/tags/v1.2.3', 'tag', 'v1.2.3'],
    ['refs/tags/v2.0.8-beta.67', 'tag', 'v2.0.8-beta.67'],
  ])('%s with event=%s gives %s', (ref, event, tag) => {
    expect(tagsOf(ref, [`type=ref,event=${event}`])[0]).toBe(tag)
  })
})

describe('type=raw and type=sha', () => {
  it.each([
    ['type=raw,value=foo', 'foo~'],
    ['type=raw,foo', 'foo~'],
    ['foo', 'foo~'],
    ['foo,enable=true', 'foo~'],
    ['type=raw,value=mytag-{{branch}}-{{sha}}', 'mytag-master-0123456~'],
    ['type=sha,prefix={{branch}}-', 'master-0123456'],
    ['type=sha', SHA],
    ['type=sha,format=long', `sha-${parseCommitSha('0123456789abcdef0123456789abcdef01234567')}`],
    ['type=raw,value=latest,enable={{is_default_branch}}', 'latest~'],
    ['type=raw,value=latest,enable={{is_not_default_branch}}', SHA],
  ])('%s gives %s', (rule, tag) => {
    expect(tagsOf('refs/heads/master', [rule, 'type=sha,priority=1'])[0]).toBe(tag)
  })
})

// "Extended attributes and default values" of every type: what is written and left empty has the default.
describe('every attribute', () => {
  it.each([
    ['refs/tags/v1.2.3', 'type=semver,enable=true,priority=900,prefix=,suffix=,pattern=,value=', '1.2.3'],
    ['refs/tags/v1.2.3', 'type=semver,match=,pattern={{version}}', '1.2.3'],
    [
      'refs/tags/v1.2.3',
      'type=match,enable=true,priority=800,prefix=,suffix=,pattern=\\d.\\d,group=0,value=',
      '1.2~',
    ],
    ['refs/heads/master', 'type=edge,enable=true,priority=700,prefix=,suffix=,branch=master', 'edge~'],
    ['refs/heads/master', 'type=ref,enable=true,priority=600,prefix=,suffix=,event=branch', 'master~'],
    ['refs/tags/v1.2.3', 'type=ref,enable=true,priority=600,prefix=,suffix=,event=tag', 'v1.2.3'],
    ['refs/pull/2/merge', 'type=ref,enable=true,priority=600,prefix=pr-,suffix=,event=pr', 'pr-2~'],
    ['refs/heads/master', 'type=raw,enable=true,priority=200,prefix=,suffix=,value=foo', 'foo~'],
    ['refs/heads/master', 'type=sha,enable=true,priority=100,prefix=sha-,suffix=,format=short', SHA],
    ['schedule', 'type=schedule,pattern=', 'nightly~'],
  ])('%s with %s gives %s', (ref, rule, tag) => {
    expect(tagsOf(ref, [rule])[0]).toBe(tag)
  })
})

describe('flavor', () => {
  const rules = ['type=semver,pattern={{version}}', 'type=semver,pattern={{major}}', 'type=sha']
  it.each([
    [['latest=auto'], ['1.2.3', '1~', SHA, 'latest~']],
    [['latest=false'], ['1.2.3', '1~', SHA]],
    [['latest=true'], ['1.2.3', '1~', SHA, 'latest~']],
    [['suffix=-alpine'], ['1.2.3-alpine', '1-alpine~', `${SHA}-alpine`, 'latest~']],
    [['suffix=-alpine,onlatest=true'], ['1.2.3-alpine', '1-alpine~', `${SHA}-alpine`, 'latest-alpine~']],
    // The prefix "sha-" of type=sha is its own, and stays.
    [
      ['prefix=v', 'latest=false'],
      ['v1.2.3', 'v1~', SHA],
    ],
    [
      ['latest=true', 'prefix={{tag}}_,onlatest=true', 'suffix='],
      ['v1.2.3_1.2.3', 'v1.2.3_1~', SHA, 'v1.2.3_latest~'],
    ],
  ])('%j gives %j', (flavor, tags) => {
    expect(tagsOf('refs/tags/v1.2.3', rules, flavor)).toEqual(tags)
  })

  it('latest=true is for branches too, and the added tag of the commit has the suffix', () => {
    expect(tagsOf('refs/heads/master', ['type=ref,event=branch'], ['latest=true', 'suffix=-slim'])).toEqual([
      'master-slim~',
      'latest~',
      `${SHA}-slim`,
    ])
  })

  it('with latest=auto the tag of the highest priority decides', () => {
    expect(tagsOf('refs/tags/v1.2.3', ['type=raw,value=a,priority=2000', 'type=semver'])).toEqual([
      'a~',
      '1.2.3',
    ])
  })

  it('makes latest without a rule only when it is asked for', () => {
    expect(tagsOf('refs/tags/v1.2.3', [])).toEqual(['1.2.3', SHA])
    expect(tagsOf('refs/tags/v1.2.3', [], ['latest=auto'])).toEqual(['1.2.3', SHA, 'latest~'])
  })

  it.each([
    ['latest=maybe', 'Input "flavor", line 1, column 8: latest is "maybe": wanted auto, true, false'],
    ['sufix=-a', '"sufix" is not known: did you mean "suffix"?'],
    ['suffix', 'column 1: "suffix" is not known'],
    ['onlatest=true', 'onlatest belongs behind a prefix or suffix'],
    ['suffix=-a,onlatest=1', 'onlatest is "1": wanted true, false'],
  ])('refuses %s', (line, message) => {
    expect(refusal(() => tagsOf('refs/heads/master', [], [line])).message).toContain(message)
  })
})

describe('global expressions', () => {
  it.each([
    ['refs/pull/2/merge', 'x{{branch}}', 'x~'],
    ['refs/heads/my/branch', 'x{{branch}}', 'xmy-branch~'],
    ['refs/tags/v1.2.3', 'x{{branch}}', 'x~'],
    ['refs/pull/2/merge', 'x{{tag}}', 'x~'],
    ['refs/heads/master', 'x{{tag}}', 'x~'],
    ['refs/tags/v1.2.3', 'x{{tag}}', 'xv1.2.3~'],
    ['refs/heads/master', '{{sha}}', '0123456~'],
    ['refs/pull/2/merge', 'x{{base_ref}}', 'xmaster~'],
    ['refs/heads/master', 'x{{base_ref}}', 'x~'],
    ['refs/heads/master', '{{is_default_branch}}', 'true~'],
    ['refs/heads/other', '{{ is_default_branch }}', 'false~'],
    ['refs/tags/v1.2.3', '{{is_default_branch}}', 'false~'],
    ['schedule', '{{is_default_branch}}', 'true~'],
    ['refs/heads/master', "{{date 'YYYYMMDD'}}", '20200110~'],
    [
      'refs/heads/master',
      "{{date 'dddd, MMMM Do YYYY, h:mm:ss a'}}",
      'Friday-January-10th-2020-12-30-00-am~',
    ],
    ['refs/heads/master', '{{date "YYYYMMDD-HHmmss" tz="Asia/Tokyo"}}', '20200110-093000~'],
    ['refs/heads/master', "{{commit_date 'YYYYMMDD'}}", '20200109~'],
    [
      'refs/heads/master',
      "{{commit_date 'dddd, MMMM Do YYYY, h:mm:ss a'}}",
      'Thursday-January-9th-2020-12-00-00-pm~',
    ],
    ['refs/heads/master', "{{commit_date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}", '20200109-210000~'],
  ])('%s: %s gives %s', (ref, value, tag) => {
    expect(tagsOf(ref, [`type=raw,value=${value}`])[0]).toBe(tag)
  })

  it('takes the time of the run where nobody knows the time of the commit', () => {
    const tags = ["type=raw,value={{commit_date 'YYYYMMDD'}}"]
    expect(namesOf(planTags(planRequest({ tags })))[0]).toBe('20200110~')
  })
})

describe('images', () => {
  it('takes names and attributes', () => {
    const images = [
      'name=acme/a',
      'ghcr.io/acme/b',
      '# no',
      'name=acme/c,enable=false',
      'name=acme/d,enable=true',
    ]
    expect(planTags(planRequest({ images })).destinations.map(({ image }) => image.name)).toEqual([
      'acme/a',
      'ghcr.io/acme/b',
      'acme/d',
    ])
  })

  it.each([
    ['name=acme/a,enabled=true', '"enabled" is not known'],
    ['name=acme/a,enable=yes', 'Input "images", line 1, column 20: enable is "yes"'],
    ['GHCR.io/Acme/api', 'with a lower-case name: "acme/api"'],
    ['https://ghcr.io/acme/api', 'a name has no scheme. Write "ghcr.io/acme/api"'],
  ])('refuses %s', (line, message) => {
    expect(refusal(() => planTags(planRequest({ images: [line] }))).message).toContain(message)
  })
})

describe('dates', () => {
  const date = new Date('2020-01-10T15:05:09.042Z')
  it.each([
    ['dddd, MMMM Do YYYY, h:mm:ss a', 'UTC', 'Friday, January 10th 2020, 3:05:09 pm'],
    ['YYYY-MM-DDTHH:mm:ss.SSS[Z]', 'UTC', '2020-01-10T15:05:09.042Z'],
    ['[YYYY] YY Y Q Qo M Mo MMM', 'UTC', 'YYYY 20 2020 1 1st 1 1st Jan'],
    ['D DD DDD DDDo DDDD d do dd ddd e E', 'UTC', '10 10 10 10th 010 5 5th Fr Fri 5 5'],
    ['w wo ww gggg gg W Wo WW GGGG GG', 'UTC', '2 2nd 02 2020 20 2 2nd 02 2020 20'],
    ['H HH h hh k kk A a m mm s ss S SS', 'UTC', '15 15 3 03 15 15 PM pm 5 05 9 09 0 04'],
    ['Z ZZ z X x', 'UTC', '+00:00 +0000 UTC 1578668709 1578668709042'],
    [
      'LT LTS L LL LLL LLLL',
      'UTC',
      '3:05 PM 3:05:09 PM 01/10/2020 January 10, 2020 January 10, 2020 3:05 PM Friday, January 10, 2020 3:05 PM',
    ],
    ['l ll lll llll', 'UTC', '1/10/2020 Jan 10, 2020 Jan 10, 2020 3:05 PM Fri, Jan 10, 2020 3:05 PM'],
    ['YYYYMMDD-HHmm Z', 'Asia/Kathmandu', '20200110-2050 +05:45'],
    ['YYYYMMDD-HHmm Z', 'America/St_Johns', '20200110-1135 -03:30'],
    ['YYYYMMDD-HHmmss', 'Asia/Tokyo', '20200111-000509'],
    [String.raw`\Y[n]o`, 'UTC', 'Yno'],
  ])('%s in %s is %s', (format, zone, text) => {
    expect(formatDate(date, format, zone)).toBe(text)
  })

  it.each([
    ['2021-01-03T00:00:00Z', 'gggg-ww GGGG-WW', '2021-02 2020-53'],
    ['2022-01-01T00:00:00Z', 'gggg-ww GGGG-WW', '2022-01 2021-52'],
    ['2019-12-31T00:00:00Z', 'gggg-ww GGGG-WW', '2020-01 2020-01'],
    ['2024-12-31T00:00:00Z', 'DDDD Do', '366 31st'],
    ['2024-11-12T00:00:00Z', 'Do k kk h', '12th 24 24 12'],
    ['2024-11-23T12:00:00Z', 'Do h A', '23rd 12 PM'],
    ['2024-03-31T01:00:00Z', 'Z HH', '+02:00 03'],
  ])('%s as %s is %s', (instant, format, text) => {
    const zone = format.startsWith('Z') ? 'Europe/Berlin' : 'UTC'
    expect(formatDate(new Date(instant), format, zone)).toBe(text)
  })
})
