import { describe, expect, it } from '@jest/globals'
import { imageAnnotations, imageLabels, parseAnnotations, parseAssignments } from '@gitops-actions/core'
import { refusal, SHA, sourceOf } from './build-source.ts'

const source = sourceOf('refs/heads/main', {
  committed: new Date('2020-01-09T12:00:00Z'),
  description: 'This your first repo!',
  license: 'MIT',
})
const facts = { source, version: '1.2.3', now: new Date('2020-01-10T00:30:00Z') }

function written(labels: readonly { name: string; value: string }[]): string[] {
  return labels.map(({ name, value }) => `${name}=${value}`)
}

const OWN = [
  'org.opencontainers.image.created=2020-01-09T12:00:00.000Z',
  'org.opencontainers.image.description=This your first repo!',
  'org.opencontainers.image.licenses=MIT',
  `org.opencontainers.image.revision=${SHA}`,
  'org.opencontainers.image.source=https://github.com/acme/api',
  'org.opencontainers.image.title=api',
  'org.opencontainers.image.url=https://github.com/acme/api',
  'org.opencontainers.image.version=1.2.3',
]

describe('labels', () => {
  it('are those of metadata-action, sorted, with the time of the commit', () => {
    expect(written(imageLabels(facts, []))).toEqual(OWN)
  })

  it('leave out what nobody knows, and take the time of the run when the commit has none', () => {
    const bare = imageLabels({ ...facts, source: sourceOf('refs/heads/main') }, [])
    expect(bare.map(({ name }) => name.replace('org.opencontainers.image.', ''))).toEqual([
      'created',
      'revision',
      'source',
      'title',
      'url',
      'version',
    ])
    expect(bare[0]?.value).toBe('2020-01-10T00:30:00.000Z')
  })

  it('give way to those of the user, which may hold expressions', () => {
    const given = parseAssignments('labels', [
      'maintainer=team',
      'org.opencontainers.image.title=MyCustomTitle',
      "org.opencontainers.image.created={{commit_date 'YYYY-MM-DDTHH:mm:ss.SSS[Z]'}}",
    ])
    const labels = written(imageLabels(facts, given))
    expect(labels).toContain('maintainer=team')
    expect(labels).toContain('org.opencontainers.image.title=MyCustomTitle')
    expect(labels.filter((label) => label.includes('.created='))).toEqual([OWN[0]])
  })

  it('refuse an expression that is not known', () => {
    const given = parseAssignments('labels', ['a={{brnch}}'])
    expect(refusal(() => imageLabels(facts, given)).message).toContain(
      'Input "labels", line 1, column 3: the expression "{{brnch}}" is not known here: did you mean "branch"?',
    )
  })
})

describe('lines of labels and build arguments', () => {
  it('keep a value as it is written, and all of it behind the first "="', () => {
    expect(parseAssignments('build-args', [' A = b=c ', 'EMPTY='])).toEqual([
      { name: 'A', value: ' b=c ' },
      { name: 'EMPTY', value: '' },
    ])
  })

  it.each([
    ['no "="', 'hunter2', ', and there is no "=" in it'],
    ['no name', '=hunter2', 'wanted "name=value"'],
    ['a blank name', '  =hunter2', 'wanted "name=value"'],
    ['a name with a space', 'a b=hunter2', 'with a name without spaces'],
    ['a name of two lines', 'a\nb=hunter2', 'with a name without spaces'],
  ])('are refused for %s, and their value is not shown', (_, line, says) => {
    const { code, message } = refusal(() => parseAssignments('build-args', ['A=b', line]))
    expect(code).toBe('invalid-input')
    expect(message).toContain('Input "build-args", line 2: ')
    expect(message).toContain(says)
    expect(message).not.toContain('hunter2')
  })
})

describe('annotations', () => {
  const made = (...lines: string[]): string[] =>
    imageAnnotations(facts, parseAnnotations(lines)).map(
      ({ levels, name, value }) => `${levels.join(',')}:${name}=${value}`,
    )

  it('are made only when some are asked for', () => {
    expect(made()).toEqual([])
  })

  it('stand at every level that is named', () => {
    expect(made('index')).toEqual(OWN.map((label) => `index:${label}`))
    expect(made('manifest,index')).toEqual([
      ...OWN.map((label) => `manifest:${label}`),
      ...OWN.map((label) => `index:${label}`),
    ])
  })

  it('give way to those of the user at the same level', () => {
    const all = made('index:org.opencontainers.image.title=Mine', 'a=b')
    expect(all).toContain('index:org.opencontainers.image.title=Mine')
    expect(all).not.toContain('index:org.opencontainers.image.title=api')
    expect(all).toContain('manifest:org.opencontainers.image.title=api')
    expect(all).toContain(':a=b')
  })

  it('are of the platforms that are named', () => {
    expect(parseAnnotations(['index,manifest[linux/amd64],manifest-descriptor[linux/amd64]:a=b'])).toEqual([
      { name: 'a', value: 'b', levels: ['index'], platform: undefined },
      {
        name: 'a',
        value: 'b',
        levels: ['manifest', 'manifest-descriptor'],
        platform: 'linux/amd64',
      },
    ])
  })

  it.each([
    ['manifst:a=b', '"manifst" is not a level: did you mean "manifest"? Wanted'],
    ['everywhere:a=b', '"everywhere" is not a level. Wanted'],
    ['indx', 'line 1: "indx" is not a level: did you mean "index"?'],
    ['manifest:=b', 'Input "annotations", line 1: wanted "name=value"'],
  ])('refuse %s: %s', (line, says) => {
    expect(refusal(() => parseAnnotations([line])).message).toContain(says)
  })
})
