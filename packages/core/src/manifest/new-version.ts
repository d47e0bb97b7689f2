import type { Digest } from '../image/digest.ts'
import { formatImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { Pin, PinnedImage } from './pin.ts'

/** What is written of an image where nothing stands yet. */
export interface NewVersion {
  readonly tag: string | undefined
  readonly digest: Digest | undefined
}

/**
 * The tag of an image, and its digest where `pin` asks for it or nothing else tells the image.
 * @throws ActionError `digest-unknown`
 */
export function newVersionOf({ image, mutable }: PinnedImage, pin: Pin): NewVersion {
  const tag = pin === 'digest' ? undefined : image.tag
  const withDigest = pin === 'digest' || pin === 'tag-and-digest' || (pin === 'auto' && mutable)
  if (!withDigest && tag !== undefined) return { tag, digest: undefined }
  if (image.digest === undefined) throw digestUnknown(image.name, pin)
  return { tag, digest: image.digest }
}

/**
 * The value of a key that is added for an image, by the name of the key: a whole reference, a digest, or a tag.
 * @throws ActionError `digest-unknown`, `tag-unknown`; `nowhere-to-create` for a key that holds no version
 */
export function valueForKey(key: string, wanted: PinnedImage, pin: Pin): string {
  const { image } = wanted
  if (/(?:^name|[nN]ewName|[rR]epository|[rR]egistry)$/.test(key)) {
    throw new ActionError(
      'nowhere-to-create',
      `"${key}" would be the name of an image and not its version: "create-missing" adds versions.`,
    )
  }
  if (/(?:^i|I)mage$/.test(key))
    return formatImageReference({ name: image.name, ...newVersionOf(wanted, pin) })
  if (/digest$/i.test(key)) {
    if (pin === 'tag') {
      throw new ActionError(
        'nowhere-to-create',
        `"${key}" would be a digest, and with "pin: tag" none is written: leave it out of "files".`,
      )
    }
    if (image.digest === undefined) throw digestUnknown(image.name, pin)
    return image.digest
  }
  if (image.tag !== undefined) return image.tag
  throw new ActionError(
    'tag-unknown',
    `"${key}" would be the tag of ${image.name}, which was given by its digest alone: give the tag as well (name:tag@sha256:…).`,
  )
}

function digestUnknown(name: string, pin: Pin): ActionError {
  return new ActionError(
    'digest-unknown',
    `What is added for ${name} needs its digest, because "pin" is "${pin}": give "name:tag@sha256:…", or let "verify-image" look it up.`,
  )
}
