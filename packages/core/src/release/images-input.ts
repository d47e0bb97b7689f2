import { type ImageReference, parseImageReference } from '../image/reference.ts'
import { ActionError, messageOf } from '../report/error.ts'

/**
 * Reads the input `images`: on each line `name=tag`, `name:tag`, `name:tag@sha256:…` or `name@sha256:…`; blank lines
 * and lines begun by `#` do not count.
 * @throws ActionError `invalid-images-input`, which names the line
 */
export function parseImagesInput(text: string): readonly ImageReference[] {
  const images = text.split(/\r?\n/).flatMap((line, index) => {
    const entry = line.trim()
    return entry === '' || entry.startsWith('#') ? [] : [parseLine(entry, index + 1)]
  })
  if (images.length === 0) {
    throw new ActionError(
      'invalid-images-input',
      'The input "images" names no image: wanted lines such as "ghcr.io/acme/api=1.4.2".',
    )
  }
  return images
}

/** The service that an image is taken for when nobody says: the last part of its path. */
export function serviceOfImage(image: ImageReference): string {
  return image.repository.slice(image.repository.lastIndexOf('/') + 1)
}

function parseLine(entry: string, line: number): ImageReference {
  const equals = entry.indexOf('=')
  const text =
    equals < 0 ? entry : `${entry.slice(0, equals).trimEnd()}:${entry.slice(equals + 1).trimStart()}`
  const image = parseReference(text, line)
  if (image.tag !== undefined || image.digest !== undefined) return image
  throw refuse(line, `"${entry}" has neither a tag nor a digest`)
}

function parseReference(text: string, line: number): ImageReference {
  try {
    return parseImageReference(text)
  } catch (error) {
    throw refuse(line, messageOf(error).replace(/\.$/, ''), error)
  }
}

function refuse(line: number, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'invalid-images-input',
    `Line ${line} of the input "images": ${what}: wanted "name=tag", "name:tag" or "name:tag@sha256:…".`,
    { cause },
  )
}
