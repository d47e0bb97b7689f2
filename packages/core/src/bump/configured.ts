import { findService, type GitOpsConfig } from '../environment/config.ts'
import { sameRepository } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import type { WantedImage } from './request.ts'

/**
 * Refuses an image or a source that is not the one the configuration names for the service: whoever may release
 * one service may not slip another image into its place.
 * @throws ActionError `not-as-configured`
 */
export function checkConfigured(
  wanted: readonly Pick<WantedImage, 'service' | 'image' | 'source'>[],
  config: GitOpsConfig,
): void {
  for (const { service, image, source } of wanted) {
    const settings = findService(config, service)
    if (settings === undefined) continue
    if (!sameRepository(settings.image, image)) {
      throw refusal(service, 'image', image.name, settings.image.name, config)
    }
    const configured = settings.source?.repository
    if (configured === undefined || source === undefined) continue
    if (configured.toLowerCase() !== source.repository.toLowerCase()) {
      throw refusal(service, 'source', source.repository, configured, config)
    }
  }
}

function refusal(
  service: string,
  what: string,
  given: string,
  wanted: string,
  config: GitOpsConfig,
): ActionError {
  return new ActionError(
    'not-as-configured',
    `The ${what} of service "${service}" is ${given}, but ${config.path} says ${wanted}. Correct the release, or the configuration.`,
    { outcome: 'blocked-by-policy' },
  )
}
