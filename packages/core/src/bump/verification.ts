import { formatImageReference } from '../image/reference.ts'
import type { Registry } from '../ports/registry.ts'
import { ActionError } from '../report/error.ts'
import { missingPlatforms } from '../build/platform.ts'
import type { BumpRequest, WantedImage } from './request.ts'

/** Images looked up at the same time: a release of many services must not look like an attack to its registry. */
const AT_ONCE = 8

/**
 * Looks every image up before anything is written: it must exist, and a digest that was given must be what its tag
 * points to, unless the digest alone is written; and it must have every wanted platform. Fills the digest in, for the places that hold one and for the trailer.
 * @throws ActionError `image-not-found`, `digest-mismatch`, `platform-missing`, and those of the registry
 */
export async function verifyImages(
  { wanted, pin, platforms }: Pick<BumpRequest, 'wanted' | 'pin' | 'platforms'>,
  registry: Registry,
): Promise<readonly WantedImage[]> {
  const verified: WantedImage[] = []
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE)
    verified.push(...(await Promise.all(some.map((one) => verifyImage(one, { pin, platforms }, registry)))))
  }
  return verified
}

async function verifyImage(
  wanted: WantedImage,
  { pin, platforms }: Pick<BumpRequest, 'pin' | 'platforms'>,
  registry: Registry,
): Promise<WantedImage> {
  const { image } = wanted
  const reference = formatImageReference(image)
  const byDigest = image.tag === undefined || (pin === 'digest' && image.digest !== undefined)
  const resolved = await registry.resolve(
    byDigest ? { ...image, tag: undefined } : { ...image, digest: undefined },
  )
  if (resolved === undefined) {
    throw new ActionError(
      'image-not-found',
      `The registry has no image ${reference} (service "${wanted.service}"). Push it first, check the name, or give "username" and "password" if the repository is private.`,
    )
  }
  if (image.digest !== undefined && image.digest !== resolved.digest) {
    throw new ActionError(
      'digest-mismatch',
      `The registry resolves ${image.name}:${image.tag ?? ''} to ${resolved.digest}, not to the given ${image.digest}: the tag was moved after the release was recorded. Release again under a new tag (bump-image-tag can write the digest alone, with "pin: digest").`,
    )
  }
  const [missing] = missingPlatforms(platforms, resolved.platforms.keys())
  if (missing !== undefined) {
    throw new ActionError(
      'platform-missing',
      `${reference} (service "${wanted.service}") has no image for ${missing}, which "platforms" asks for; it has ${[...resolved.platforms.keys()].join(', ') || 'none that it names'}. Build it for every platform, or correct "platforms".`,
    )
  }
  return { ...wanted, image: { ...image, digest: resolved.digest } }
}
