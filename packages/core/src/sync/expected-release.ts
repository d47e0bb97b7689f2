import { checkConfigured } from '../bump/configured.ts'
import type { GitOpsConfig } from '../environment/config.ts'
import { parseImageReference, type ImageReference } from '../image/reference.ts'
import { serviceOf } from '../promotion/service-change.ts'
import { parseImagesInput } from '../release/images-input.ts'
import { parseReleaseRecords, type ReleaseRecord, type ReleaseSource } from '../release/record.ts'

/** What was released, and must run. */
export interface ExpectedRelease {
  /** None: the revision alone is judged. */
  readonly images: readonly ImageReference[]
  /** What the records were built from, each once. */
  readonly sources: readonly ReleaseSource[]
  /** The services' names by the records; by their images where nothing else tells. */
  services(config: GitOpsConfig | undefined): readonly string[]
  /** @throws ActionError `not-as-configured`: a record of another image or another source than the configuration says */
  check(config: GitOpsConfig): void
}

/**
 * Reads the inputs `release` (its text) and `images`; both may be empty.
 * @throws ActionError `invalid-release-record`, `invalid-images-input`
 */
export function readExpectedRelease(release: string, images: string): ExpectedRelease {
  const records = release.trim() === '' ? [] : parseReleaseRecords(release)
  const named = images.trim() === '' ? [] : parseImagesInput(images)
  return {
    images: [...records.map(imageOf), ...named],
    sources: records.map(({ source }) => source),
    services: (config) => [
      ...new Set([
        ...records.map(({ service }) => service),
        ...named.map((image) => serviceOf(image, config)),
      ]),
    ],
    check(config) {
      checkConfigured(
        records.map((record) => ({ ...record, image: imageOf(record) })),
        config,
      )
    },
  }
}

function imageOf({ image, tag, digest }: ReleaseRecord): ImageReference {
  return parseImageReference(`${image}:${tag}@${digest}`)
}
