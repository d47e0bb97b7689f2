import { formatImageReference, parseImageReference, sameRepository } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { PinnedImage } from './pin.ts'

/**
 * The images to write, checked by the grammar of the field so that nothing but a name, a tag and a digest can reach
 * a file, and each once.
 * @throws ActionError `invalid-image`; `conflicting-images` when one image is wanted in two versions
 */
export function checkWantedImages<I extends PinnedImage>(images: readonly I[]): readonly I[] {
  const distinct: I[] = []
  for (const wanted of images) {
    const text = formatImageReference(wanted.image)
    const image = parseImageReference(text)
    if (image.tag === undefined && image.digest === undefined) {
      throw new ActionError(
        'invalid-image',
        `"${text}" says neither a tag nor a digest to write: give "${text}:<tag>".`,
      )
    }
    const known = distinct.find((other) => sameRepository(other.image, image))
    if (known === undefined) {
      distinct.push(wanted)
    } else if (known.image.tag !== image.tag || known.image.digest !== image.digest) {
      throw new ActionError(
        'conflicting-images',
        `The image ${image.name} is wanted as ${formatImageReference(known.image)} and as ${text}: give each image once.`,
      )
    }
  }
  return distinct
}

/**
 * Tells whether a text can hold a place of one of the images: the last part of the image's path stands in it as a
 * word of its own. Made once, for it is asked of every document.
 */
export function mentionOf(images: readonly PinnedImage[]): (text: string) => boolean {
  const names = images.map(({ image }) => image.repository.slice(image.repository.lastIndexOf('/') + 1))
  // What stands before it may be an escape in a string: a line break, or the slash of the image's path.
  const word = new RegExp(
    `(?:(?<![\\w.-])|(?<=\\\\(?:[nrt]|x2f|u002f)))(?:${names.map(escape).join('|')})(?![\\w-]|\\.\\w)`,
  )
  return (text) => names.some((name) => text.includes(name)) && word.test(text)
}

/** Whether a text that cannot be parsed speaks of the image: by its path, `acme/api`, or by a name without one. */
export function speaksOf(text: string, { image }: PinnedImage): boolean {
  const path = image.repository.replace(/^library\//, '')
  return path.includes('/')
    ? text.includes(path)
    : new RegExp(`image\\w{0,40}["']?:.{0,200}\\b${escape(path)}\\b`).test(text)
}

function escape(text: string): string {
  return text.replace(/[.\\+*?^$()[\]{}|-]/g, '\\$&')
}
