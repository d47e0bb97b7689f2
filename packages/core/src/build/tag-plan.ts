import type { ImageReference } from '../image/reference.ts'
import { isTag, sameRepository } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import { type Affix, type Flavor, parseFlavor } from './flavor.ts'
import { type GivenReference, readImageLine, readReferences } from './image-line.ts'
import { type RuleContext, ruleBase, type SeriesWidth } from './rule-base.ts'
import { numberLines, type RulePlace, ruleError } from './rule-line.ts'
import type { BuildSource } from './source.ts'
import { gitTagOf, shortSha } from './source.ts'
import { expand, sourceScope } from './tag-expression.ts'
import type { TagRule, TagRuleType } from './tag-rule.ts'
import { isTagRule, parseTagRule } from './tag-rule.ts'
import { readVersionTag, type SemanticVersion } from './version-tag.ts'

/** A tag that the image shall get. */
export interface PlannedTag {
  readonly name: string
  /** False for a version and for `sha-…`: these name one image for ever. */
  readonly mutable: boolean
  /** True when it stands for a released version: it is never moved to another image. */
  readonly release: boolean
  /** The version that it stands for. */
  readonly version?: SemanticVersion | undefined
  /** Of a tag that moves: it names the newest release of these, and never goes back. */
  readonly within?: SeriesWidth | undefined
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
  /** The tag an image travels under until it is verified, where it needs one: the one of its commit. */
  readonly carrier: string
}

/** Everything that is decided about names before anything is built. */
export interface TagPlan {
  readonly destinations: readonly [Destination, ...Destination[]]
  /** The first tag: a version on a version tag. */
  readonly version: string
  /** The environment that a tag `<prefix>-v1.2.3` is for. */
  readonly environment: string | undefined
}

export interface TagPlanRequest {
  /** Lines of input `images`. */
  readonly images: readonly string[]
  /** Lines of input `tags`: rules or full references. Empty: `DEFAULT_RULES`. */
  readonly tags: readonly string[]
  /** Lines of input `flavor`. */
  readonly flavor: readonly string[]
  readonly source: BuildSource
  /** When the run began. */
  readonly now: Date
  /** Environments by the prefixes of Git tags; a prefix that is not there stands for itself. */
  readonly prefixes: ReadonlyMap<string, string>
}

/** Version on a version tag, branch name on a branch, `sha-…` always. */
const DEFAULT_RULES = ['type=semver,pattern={{version}}', 'type=ref,event=branch', 'type=sha']

/** https://github.com/docker/metadata-action#priority-attribute */
const PRIORITY: Record<TagRuleType, number> = {
  schedule: 1000,
  semver: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100,
}
const MAX_TAG_LENGTH = 128

/**
 * Decides the tags of an image from the commit that is built, by the rules of
 * https://github.com/docker/metadata-action. When nothing that was asked for names this image for ever, `sha-…` is added:
 * deployments need one such tag.
 * @throws ActionError `invalid-tag-rule`, `invalid-version-tag`, `pattern-unmatched`, `invalid-image`, `invalid-tag`,
 * `no-image`, `no-tags`
 */
export function planTags(request: TagPlanRequest): TagPlan {
  const { source, now } = request
  const given = numberLines(request.tags)
  // Nobody who writes no rule expects a tag that he did not name.
  const latest = given.length === 0 ? 'never' : 'auto'
  const flavor = parseFlavor(request.flavor, latest)
  const lines = given.length === 0 ? numberLines(DEFAULT_RULES) : given
  const rules = lines.filter(({ text }) => isTagRule(text)).map(parseTagRule)
  const references = lines.filter(({ text }) => !isTagRule(text)).flatMap(readReferences)
  const images = numberLines(request.images)
    .map(readImageLine)
    .filter((image) => image !== undefined)
  if (images.length === 0 && references.length === 0) throw noImage()
  const context: PlanContext = { source, scope: sourceScope(source, now), flavor }
  const made = rules.flatMap((rule) => applyRule(rule, context)).sort((a, b) => b.priority - a.priority)
  const tags = [...made.map(({ tag }) => tag), ...latestOf(made, context)]
  const destinations = join(images, tags, references).map((each) => completed(each, context))
  const [first, ...rest] = destinations
  const main = first?.tags[0]
  if (first === undefined || main === undefined) throw noTags(request)
  return { destinations: [first, ...rest], version: main.name, environment: environmentOf(request) }
}

interface PlanContext extends RuleContext {
  readonly flavor: Flavor
}

interface MadeTag {
  readonly priority: number
  readonly tag: PlannedTag
  readonly type: TagRuleType
}

function applyRule(rule: TagRule, context: PlanContext): MadeTag[] {
  if (!isEnabled(rule, context)) return []
  const base = ruleBase(rule, context)
  if (base === undefined || base.text === '') return []
  const event = rule.attributes.get('event')?.value
  const usual = rule.type === 'sha' ? 'sha-' : event === 'pr' ? 'pr-' : undefined
  const text = `${affix(rule, 'prefix', usual, context)}${base.text}${affix(rule, 'suffix', undefined, context)}`
  const name = checkTag(toTag(text), rule.place, `the rule type=${rule.type}`)
  const priority = Number(rule.attributes.get('priority')?.value ?? PRIORITY[rule.type])
  const { mutable, version, within } = base
  const tag = { name, mutable, release: !mutable && version !== undefined, version, within }
  return [{ priority, tag, type: rule.type }]
}

/** A rule's own wins over the usual one of its type, and that one over the flavor's. */
function affix(
  rule: TagRule,
  name: 'prefix' | 'suffix',
  usual: string | undefined,
  { flavor, scope }: PlanContext,
): string {
  const own = rule.attributes.get(name)
  if (own !== undefined) return expand(own.value, scope, own.place)
  return usual ?? flavorText(flavor[name], { scope })
}

function flavorText(given: Affix | undefined, { scope }: Pick<PlanContext, 'scope'>): string {
  return given === undefined ? '' : expand(given.value, scope, given.place)
}

/**
 * `latest`, when the flavor asks for it. In `auto` the first tag decides, and only a released version makes it; of a
 * version it always is the newest one's.
 */
function latestOf(made: readonly MadeTag[], context: PlanContext): PlannedTag[] {
  const { flavor } = context
  const first = made[0]
  if (first === undefined || flavor.latest === 'false' || flavor.latest === 'never') return []
  const { version } = first.tag
  const isRelease = version?.prerelease === '' && first.type !== 'raw'
  if (flavor.latest === 'auto' && !isRelease) return []
  const [before, after] = [flavor.prefix, flavor.suffix].map((each) =>
    each?.onLatest === true ? flavorText(each, context) : '',
  )
  const name = toTag(`${before ?? ''}latest${after ?? ''}`)
  const place = { input: 'flavor', line: 1, column: 1 }
  const within = version === undefined ? undefined : 'all'
  return [{ name: checkTag(name, place, 'the flavor'), mutable: true, release: false, version, within }]
}

function isEnabled(rule: TagRule, { scope }: PlanContext): boolean {
  const given = rule.attributes.get('enable')
  const text = given === undefined ? 'true' : expand(given.value, scope, given.place)
  if (text === 'true') return true
  if (text === 'false') return false
  throw ruleError(given?.place ?? rule.place, `enable is "${text}": wanted true or false`)
}

/** Characters that a tag cannot hold become `-`, the `+` of build metadata among them. */
function toTag(text: string): string {
  return text.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+/, '')
}

function checkTag(name: string, { input, line }: RulePlace, who: string): string {
  if (isTag(name)) return name
  throw new ActionError(
    'invalid-tag',
    `Input "${input}", line ${line}: ${who} gives the tag "${name}": wanted 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-". Shorten the branch or tag name, or write the tag with type=raw.`,
  )
}

type NamedTags = Omit<Destination, 'commitTag' | 'carrier'>

function join(
  images: readonly ImageReference[],
  made: readonly PlannedTag[],
  references: readonly GivenReference[],
): NamedTags[] {
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

/** The tag of the commit has the flavor's suffix: variants of an image are told apart by it. */
function completed({ image, tags }: NamedTags, context: PlanContext): Destination {
  const short = shortSha(context.source)
  const commitTag = tags.find((tag) => !tag.mutable && !tag.release && tag.name.includes(short))?.name
  const name = toTag(`sha-${short}${flavorText(context.flavor.suffix, context)}`)
  const carrier = commitTag ?? name
  if (tags.length === 0 || tags.some((tag) => !tag.mutable)) return { image, tags, commitTag, carrier }
  return { image, tags: [...tags, { name, mutable: false, release: false }], commitTag: undefined, carrier }
}

/** Of two tags of one name the stricter promise stays. */
function withoutRepeats(tags: readonly PlannedTag[]): PlannedTag[] {
  const names = [...new Set(tags.map(({ name }) => name))]
  return names.flatMap((name) => {
    const same = tags.filter((tag) => tag.name === name)
    return (
      same.find(({ release }) => release) ?? same.find(({ within }) => within !== undefined) ?? same[0] ?? []
    )
  })
}

function environmentOf({ source, prefixes }: TagPlanRequest): string | undefined {
  const prefix = readVersionTag(gitTagOf(source) ?? '')?.environment
  return prefix === undefined ? undefined : (prefixes.get(prefix) ?? prefix)
}

function noImage(): ActionError {
  return new ActionError(
    'no-image',
    'No image to build is named: give input "images", such as "ghcr.io/acme/api", or full references in input "tags".',
  )
}

function noTags(request: TagPlanRequest): ActionError {
  return new ActionError(
    'no-tags',
    `No rule of input "tags" gives a tag for "${request.source.ref}": an image without a tag cannot be pushed. Add a rule that always fires, such as "type=sha".`,
  )
}
