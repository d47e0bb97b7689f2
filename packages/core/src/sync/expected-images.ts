import { parseImageReference, type ImageReference } from '../image/reference.ts'
import { parseImagesInput } from '../release/images-input.ts'
import { parseReleaseRecords } from '../release/record.ts'

/**
 * The images that must run, from the inputs `release` and `images`; none when both are empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
export function expectedImages(release: string, images: readonly string[]): readonly ImageReference[] {
  const recorded = release === '' ? [] : parseReleaseRecords(release)
  const named = images.length === 0 ? [] : parseImagesInput(images.join('\n'))
  return [
    ...recorded.map(({ image, tag, digest }) => parseImageReference(`${image}:${tag}@${digest}`)),
    ...named,
  ]
}
