import type { BuildRegistry, Digest, ImageReference } from '@gitops-actions/core'
import { type ImageConfig, type Manifest, readConfig } from './manifest.ts'
import { type RegistryContext, fetchConfig, fetchManifest } from './reading.ts'

/** Reads images, each manifest and config once: what a digest names never changes. */
export interface ImageReader extends Pick<BuildRegistry, 'resolve' | 'labels' | 'layers'> {
  /** What a reference by digest means, when it was read before. */
  known(image: ImageReference): Manifest | undefined
}

/** How many platforms of an index are measured: it is for people to read, and costs a request each. */
const MEASURED = 4

export function createImageReader(context: RegistryContext): ImageReader {
  const manifests = new Map<string, Manifest>()
  const configs = new Map<string, ImageConfig>()

  function known(image: ImageReference): Manifest | undefined {
    return image.digest === undefined ? undefined : manifests.get(keyOf(image, image.digest))
  }

  async function read(image: ImageReference): Promise<Manifest | undefined> {
    const before = known(image)
    if (before !== undefined) return before
    const manifest = await fetchManifest(context, image)
    if (manifest !== undefined) manifests.set(keyOf(image, manifest.digest), manifest)
    return manifest
  }

  async function configOf(image: ImageReference, digest: Digest): Promise<ImageConfig> {
    const key = keyOf(image, digest)
    const config = configs.get(key) ?? readConfig(await fetchConfig(context, image, digest))
    configs.set(key, config)
    return config
  }

  return {
    known,
    async resolve(image) {
      // What is there is asked anew: the registry may have lost what it had.
      const manifest = await fetchManifest(context, image)
      if (manifest === undefined) return undefined
      const { digest, mediaType, content } = manifest
      manifests.set(keyOf(image, digest), manifest)
      if (content.kind === 'index') return { digest, mediaType, platforms: content.platforms }
      if (content.config === undefined) return { digest, mediaType, platforms: new Map() }
      const { platform } = await configOf(image, content.config)
      return { digest, mediaType, platforms: new Map(platform === undefined ? [] : [[platform, digest]]) }
    },
    async labels(image) {
      let manifest = await read(image)
      if (manifest?.content.kind === 'index') {
        const [first] = manifest.content.platforms.values()
        manifest = first === undefined ? undefined : await read({ ...image, tag: undefined, digest: first })
      }
      if (manifest?.content.kind !== 'single') return undefined
      const { config } = manifest.content
      return config === undefined ? new Map() : (await configOf(image, config)).labels
    },
    async layers(image) {
      const manifest = await read(image)
      if (manifest === undefined) return new Map()
      const { content, digest } = manifest
      if (content.kind === 'single') {
        const platform =
          content.config === undefined ? undefined : (await configOf(image, content.config)).platform
        return new Map([[platform ?? digest, content.layers]])
      }
      const first = [...content.platforms].slice(0, MEASURED)
      const sizes = await Promise.all(
        first.map(async ([platform, child]) => {
          const each = await read({ ...image, tag: undefined, digest: child })
          return [platform, each?.content.kind === 'single' ? each.content.layers : []] as const
        }),
      )
      return new Map(sizes)
    },
  }
}

function keyOf({ registry, repository }: ImageReference, digest: Digest): string {
  return `${registry}/${repository}@${digest}`
}
