import type { GitOpsConfig } from '../environment/config.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import type { ImageChange } from './image-changes.ts'
import {
  type ServiceChange,
  servicePlaces,
  serviceOf,
  type ServiceVersion,
  versionAt,
} from './service-change.ts'
import { readImageReference } from '../image/reference.ts'

/** The files of one branch with their history. */
export interface BranchFiles {
  readonly files: readonly RepositoryFile[]
  readonly history: Snapshot['history']
}

/** The changes of images as changes of services, each once however many places hold it. */
export function servicesOf(
  changes: readonly ImageChange[],
  target: BranchFiles,
  source: BranchFiles,
  config: GitOpsConfig | undefined,
): readonly ServiceChange[] {
  const [here, there] = [versionsIn(target, config), versionsIn(source, config)]
  const services = new Map<string, ServiceChange>()
  for (const { file, image, from, to } of changes) {
    const reference = readImageReference(image)
    if (reference === undefined) continue
    const change = {
      service: serviceOf(reference, config),
      from: from === '' ? undefined : here.get(keyOf(file, image)),
      to: to === '' ? undefined : there.get(keyOf(file, image)),
    }
    const key = [change.service, textOf(change.from), textOf(change.to)].join(' ')
    if (!services.has(key)) services.set(key, change)
  }
  return [...services.values()]
}

function versionsIn(
  { files, history }: BranchFiles,
  config: GitOpsConfig | undefined,
): ReadonlyMap<string, ServiceVersion> {
  return new Map(
    servicePlaces(files, config).map((each) => [
      keyOf(each.place.file, each.place.name ?? ''),
      versionAt(each, history, config),
    ]),
  )
}

function keyOf(file: string, image: string): string {
  return `${file}\n${image}`
}

function textOf(version: ServiceVersion | undefined): string {
  return version === undefined ? '' : `${version.image.tag ?? ''}@${version.image.digest ?? ''}`
}
