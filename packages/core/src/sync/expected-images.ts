import { parseImageReference, type ImageReference } from '../image/reference.ts'
import { parseImagesInput } from '../release/images-input.ts'
import { parseReleaseRecords } from '../release/record.ts'

/**
 * The images that must run, from the inputs `release` (its text) and `images`; none when both are empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
export function expectedImages(release: string, images: string): readonly ImageReference[] {
  const recorded = release.trim() === '' ? [] : parseReleaseRecords(release)
  const named = images.trim() === '' ? [] : parseImagesInput(images)
  return [
    ...recorded.map(({ image, tag, digest }) => parseImageReference(`${image}:${tag}@${digest}`)),
    ...named,
  ]
}
