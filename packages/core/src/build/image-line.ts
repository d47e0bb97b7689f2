import { isTag, parseImageReference, type ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import { namesOneImage } from './rule-base.ts'
import { type NumberedLine, numberLines, ruleError, splitRule } from './rule-line.ts'
import { isTagRule } from './tag-rule.ts'

/** A full reference of input `tags`. */
export interface GivenReference {
  /** Without tag. */
  readonly image: ImageReference
  readonly tag: { readonly name: string; readonly mutable: boolean; readonly release: boolean }
}

/**
 * Reads a line of input `images`: a name, or `name=…,enable=true|false`; undefined when it is not enabled.
 * @throws ActionError `invalid-image`, `invalid-tag-rule`
 */
export function readImageLine(line: NumberedLine): ImageReference | undefined {
  const fields = splitRule('images', line)
  const [only] = fields
  if (fields.length === 1 && only?.name === undefined) return readName(line.text.trim())
  let name = ''
  let isEnabled = true
  for (const field of fields) {
    if (field.name === undefined || field.name === 'name') {
      name = field.value
    } else if (field.name === 'enable') {
      if (field.value !== 'true' && field.value !== 'false')
        throw ruleError(field.valuePlace, `enable is "${field.value}": wanted true or false`)
      isEnabled = field.value === 'true'
    } else {
      throw ruleError(
        field.place,
        `"${field.name}" is not known: wanted a name, or "name=ghcr.io/acme/api,enable=true"`,
      )
    }
  }
  return isEnabled ? readName(name) : undefined
}

/**
 * Reads a line of full references; several are joined by commas.
 * @throws ActionError `invalid-image`
 */
export function readReferences({ text }: NumberedLine): readonly GivenReference[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(readReference)
}

/**
 * The names of all images, as they were written, for inputs that are about them.
 * @throws ActionError as `readImageLine` and `readReferences`
 */
export function namedImages(given: {
  readonly images: readonly string[]
  readonly tags: readonly string[]
}): readonly string[] {
  const images = numberLines(given.images).map(readImageLine)
  const references = numberLines(given.tags)
    .filter(({ text }) => !isTagRule(text))
    .flatMap(readReferences)
    .map(({ image }) => image)
  return [...images, ...references].flatMap((image) => (image === undefined ? [] : [image.name]))
}

function readName(text: string): ImageReference {
  const scheme = /^[a-z]+:\/\//i.exec(text)?.[0]
  if (scheme !== undefined) {
    throw new ActionError(
      'invalid-image',
      `Input "images" has "${text}": a name has no scheme. Write "${text.slice(scheme.length)}".`,
    )
  }
  const image = parseImageReference(text)
  if (image.tag === undefined && image.digest === undefined) return image
  throw new ActionError(
    'invalid-image',
    `Input "images" has "${text}": wanted a name without tag and digest, such as "${image.name}". Tags come from input "tags".`,
  )
}

function readReference(text: string): GivenReference {
  const reference = parseImageReference(text)
  if (reference.tag === undefined || reference.digest !== undefined) {
    throw new ActionError(
      'invalid-image',
      `Input "tags" has "${text}": wanted a rule such as "type=semver,pattern={{version}}", or a full reference "name:tag". For a fixed tag write "type=raw,value=${isTag(text) ? text : 'stable'}".`,
    )
  }
  return {
    image: { ...reference, tag: undefined },
    tag: { name: reference.tag, mutable: !namesOneImage(reference.tag), release: false },
  }
}
