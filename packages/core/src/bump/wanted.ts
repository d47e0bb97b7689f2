import { readVersionTag } from '../build/version-tag.ts'
import { formatImageReference, parseImageReference } from '../image/reference.ts'
import { parseImagesInput, serviceOfImage } from '../release/images-input.ts'
import { parseReleaseRecords, type ReleaseRecord, type ReleaseSource } from '../release/record.ts'
import { ActionError } from '../report/error.ts'
import type { WantedImage } from './request.ts'

/** The inputs that say which images to write. */
export interface WantedInputs {
  /** Release records as text; empty when none were given. */
  readonly release: string
  readonly images: readonly string[]
  readonly service: string
  /** The commit that `images` were built from; undefined when nobody knows. */
  readonly source: ReleaseSource | undefined
}

const SHA_TAG = /^sha-[0-9a-f]{7,64}$/

/**
 * The images to write, from release records or from the input `images`.
 * @throws ActionError `invalid-input`, `invalid-release-record`, `invalid-images-input`
 */
export function readWantedImages({ release, images, service, source }: WantedInputs): readonly WantedImage[] {
  if ((release === '') === (images.length === 0)) {
    const what =
      release === '' ? 'Neither "release" nor "images" is given' : 'Both "release" and "images" are given'
    throw new ActionError(
      'invalid-input',
      `${what}: give the output "release" of build-and-push, or lines such as "ghcr.io/acme/api=1.4.2" in "images".`,
    )
  }
  if (release !== '') return parseReleaseRecords(release).map(fromRecord)
  const references = parseImagesInput(images.join('\n'))
  if (service !== '' && references.length > 1) {
    throw new ActionError(
      'invalid-input',
      `"service" is "${service}", but "images" names ${references.length} images: leave "service" empty, or bump one image.`,
    )
  }
  return refuseAmbiguous(
    references.map((image) => ({
      service: service === '' ? serviceOfImage(image) : service,
      image,
      mutable: image.tag !== undefined && !isImmutableTag(image.tag),
      source,
    })),
  )
}

/** A service is one image: what is deployed of it is read back by its name. */
function refuseAmbiguous(wanted: readonly WantedImage[]): readonly WantedImage[] {
  const byService = new Map<string, WantedImage>()
  for (const one of wanted) {
    const known = byService.get(one.service)
    const [first, second] = [known, one].map((each) => each && formatImageReference(each.image))
    if (first !== undefined && first !== second) {
      throw new ActionError(
        'invalid-input',
        `"images" gives ${first} and ${second ?? ''}, both of a service "${one.service}": give each image once, and of two services with that name each in a run of its own, with "service".`,
      )
    }
    byService.set(one.service, one)
  }
  return [...byService.values()]
}

function fromRecord({ service, image, tag, digest, source }: ReleaseRecord): WantedImage {
  return { service, image: parseImageReference(`${image}:${tag}@${digest}`), mutable: false, source }
}

/** By its form: a full version or `sha-…`. `1.4`, `main` and `latest` move. */
export function isImmutableTag(tag: string): boolean {
  return SHA_TAG.test(tag) || readVersionTag(tag) !== undefined
}
