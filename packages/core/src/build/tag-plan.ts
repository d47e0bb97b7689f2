import type { ImageReference } from '../image/reference.ts'
import { isTag, parseImageReference, sameRepository } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { BuildSource } from './source.ts'
import { branchOf, gitTagOf, pullRequestOf, shortSha } from './source.ts'
import { expand, sourceValues, versionValues } from './tag-expression.ts'
import type { TagRule, TagRuleType } from './tag-rule.ts'
import { isTagRule, parseTagRule } from './tag-rule.ts'
import type { SemanticVersion, VersionTag } from './version-tag.ts'
import { parseVersionTag, readVersionTag } from './version-tag.ts'

/** A tag that the image shall get. */
export interface PlannedTag {
  readonly name: string
  /** False for a version and for `sha-…`: these name one image for ever. */
  readonly mutable: boolean
  /** True when it stands for a released version: it is never moved to another image. */
  readonly release: boolean
}

/** One repository of a registry, and the tags the image gets there, the most telling first. */
export interface Destination {
  /** Without tag and digest. */
  readonly image: ImageReference
  readonly tags: readonly PlannedTag[]
  /**
   * The tag, asked for by a rule, that names the image of this commit and no other. An image that is there
   * already is found by it.
   */
  readonly commitTag: string | undefined
}

/** Everything that is decided about names before anything is built. */
export interface TagPlan {
  readonly destinations: readonly [Destination, ...Destination[]]
  /** The first tag: a version on a version tag. */
  readonly version: string
  /** The prefix of a tag `<environment>-v1.2.3`. */
  readonly environment: string | undefined
}

export interface TagPlanRequest {
  /** Lines of input `images`. */
  readonly images: readonly string[]
  /** Lines of input `tags`: rules or full references. Empty: `DEFAULT_RULES`. */
  readonly tags: readonly string[]
  readonly source: BuildSource
}

/** Version on a version tag, branch name on a branch, `sha-…` always. */
const DEFAULT_RULES = ['type=semver,pattern={{version}}', 'type=ref,event=branch', 'type=sha']

/** As docker/metadata-action has them. */
const PRIORITY: Record<TagRuleType, number> = { semver: 900, ref: 600, raw: 200, sha: 100 }
const MAX_TAG_LENGTH = 128

/**
 * Decides the tags of an image from the commit that is built. When nothing that was asked for names this image
 * for ever, `sha-…` is added: deployments need one such tag.
 * @throws ActionError `invalid-tag-rule`, `invalid-version-tag`, `invalid-image`, `invalid-tag`, `no-image`, `no-tags`
 */
export function planTags(request: TagPlanRequest): TagPlan {
  const written = request.tags.length === 0 ? DEFAULT_RULES : request.tags
  const lines = written.map((text, index) => ({ text, number: index + 1 }))
  const rules = lines
    .filter((line) => isTagRule(line.text))
    .map((line) => parseTagRule(line.text, line.number))
  const references = lines.filter((line) => !isTagRule(line.text)).map((line) => readReference(line.text))
  const images = request.images.map(readImageName)
  if (images.length === 0 && references.length === 0) {
    throw new ActionError(
      'no-image',
      'No image to build is named: give input "images", such as "ghcr.io/acme/api", or full references in input "tags".',
    )
  }
  const made = rules
    .flatMap((rule) => applyRule(rule, request.source))
    .sort((a, b) => b.priority - a.priority)
    .map(({ tag }) => tag)
  const destinations = join(images, made, references).map((each) => completed(each, request.source))
  const [first, ...rest] = destinations
  const main = first?.tags[0]
  if (first === undefined || main === undefined) throw noTags(request)
  const environment = readVersionTag(gitTagOf(request.source) ?? '')?.environment
  return { destinations: [first, ...rest], version: main.name, environment }
}

interface MadeTag {
  readonly priority: number
  readonly tag: PlannedTag
}

function applyRule(rule: TagRule, source: BuildSource): MadeTag[] {
  const values = sourceValues(source)
  const attribute = (name: string): string | undefined => {
    const text = rule.attributes.get(name)
    return text === undefined || name === 'pattern' ? text : expand(text, values, rule.line)
  }
  if (!isEnabled(attribute('enable'), rule.line)) return []
  const base = baseOf(rule, attribute, source)
  if (base === undefined) return []
  const prefix = attribute('prefix') ?? (rule.type === 'sha' ? 'sha-' : '')
  const name = checkTag(toTag(prefix + base.text + (attribute('suffix') ?? '')), rule)
  const priority = Number(attribute('priority') ?? PRIORITY[rule.type])
  return [{ priority, tag: { name, mutable: base.mutable, release: base.release } }]
}

interface TagBase {
  readonly text: string
  readonly mutable: boolean
  readonly release: boolean
}

function baseOf(
  rule: TagRule,
  attribute: (name: string) => string | undefined,
  source: BuildSource,
): TagBase | undefined {
  switch (rule.type) {
    case 'semver':
      return semverBase(rule, attribute('value'), source)
    case 'ref': {
      const event = attribute('event')
      const number = pullRequestOf(source)
      const text =
        event === 'branch' ? branchOf(source) : event === 'tag' ? gitTagOf(source) : number && `pr-${number}`
      return text === undefined ? undefined : { text, mutable: true, release: false }
    }
    case 'raw':
      return { text: attribute('value') ?? '', mutable: true, release: false }
    case 'sha':
      return {
        text: attribute('format') === 'long' ? source.sha : shortSha(source),
        mutable: false,
        release: false,
      }
  }
}

/** A prerelease gives its whole version whatever the pattern: `1.2` must never point to `1.2.0-rc.1`. */
function semverBase(rule: TagRule, value: string | undefined, source: BuildSource): TagBase | undefined {
  const raw = value ?? gitTagOf(source)
  if (raw === undefined || raw === '') return undefined
  const { version }: VersionTag = parseVersionTag(raw)
  const pattern =
    version.prerelease === '' ? (rule.attributes.get('pattern') ?? '{{version}}') : '{{version}}'
  const text = expand(pattern, { ...sourceValues(source), ...versionValues(version, raw) }, rule.line)
  const whole = namesWholeVersion(text, version)
  return { text, mutable: !whole, release: whole }
}

function namesWholeVersion(text: string, version: SemanticVersion): boolean {
  return text.includes(`${version.major}.${version.minor}.${version.patch}`)
}

function isEnabled(text: string | undefined, line: number): boolean {
  if (text === undefined || text === 'true') return true
  if (text === 'false') return false
  throw new ActionError(
    'invalid-tag-rule',
    `Input "tags", line ${line}: enable is "${text}": wanted true or false.`,
  )
}

/** Characters that a tag cannot hold become `-`, the `+` of build metadata among them. */
function toTag(text: string): string {
  return text.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+/, '')
}

function checkTag(name: string, rule: TagRule): string {
  if (isTag(name)) return name
  throw new ActionError(
    'invalid-tag',
    `Input "tags", line ${rule.line}: the rule type=${rule.type} gives the tag "${name}": wanted 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-". Shorten the branch or tag name, or write the tag with type=raw.`,
  )
}

function readImageName(text: string): ImageReference {
  const image = parseImageReference(text)
  if (image.tag === undefined && image.digest === undefined) return image
  throw new ActionError(
    'invalid-image',
    `Input "images" has "${text}": wanted a name without tag and digest, such as "${image.name}". Tags come from input "tags".`,
  )
}

function readReference(text: string): { image: ImageReference; tag: PlannedTag } {
  const reference = parseImageReference(text)
  if (reference.tag === undefined || reference.digest !== undefined) {
    throw new ActionError(
      'invalid-image',
      `Input "tags" has "${text}": wanted a rule such as "type=semver,pattern={{version}}", or a full reference "name:tag". For a fixed tag write "type=raw,value=${isTag(text) ? text : 'stable'}".`,
    )
  }
  const whole = readVersionTag(reference.tag) !== undefined || /^sha-[0-9a-f]{7,64}$/.test(reference.tag)
  return {
    image: { ...reference, tag: undefined },
    tag: { name: reference.tag, mutable: !whole, release: false },
  }
}

function join(
  images: readonly ImageReference[],
  made: readonly PlannedTag[],
  references: readonly { image: ImageReference; tag: PlannedTag }[],
): Omit<Destination, 'commitTag'>[] {
  const all = [...images, ...references.map(({ image }) => image)]
  const repositories = all.filter(
    (image, index) => all.findIndex((other) => sameRepository(other, image)) === index,
  )
  return repositories.map((image) => {
    const named = images.some((other) => sameRepository(other, image)) ? made : []
    const given = references.filter((each) => sameRepository(each.image, image)).map(({ tag }) => tag)
    return { image, tags: withoutRepeats([...given, ...named]) }
  })
}

function completed(destination: Omit<Destination, 'commitTag'>, source: BuildSource): Destination {
  const { image, tags } = destination
  const commitTag = tags.find(
    (tag) => !tag.mutable && !tag.release && tag.name.includes(shortSha(source)),
  )?.name
  if (tags.length === 0 || tags.some((tag) => !tag.mutable)) return { image, tags, commitTag }
  const added = { name: `sha-${shortSha(source)}`, mutable: false, release: false }
  return { image, tags: [...tags, added], commitTag: undefined }
}

function withoutRepeats(tags: readonly PlannedTag[]): PlannedTag[] {
  return tags.filter((tag, index) => tags.findIndex((other) => other.name === tag.name) === index)
}

function noTags(request: TagPlanRequest): ActionError {
  return new ActionError(
    'no-tags',
    `No rule of input "tags" gives a tag for "${request.source.ref}": an image without a tag cannot be pushed. Add a rule that always fires, such as "type=sha".`,
  )
}
