import { formatImageReference, isDigest, type Registry } from '@gitops-actions/core'

/** A registry that only answers; its repositories have the tags of these images. @param images `name:tag` to its digest */
export function createMemoryRegistry(
  images: Readonly<Record<string, string>>,
): Registry & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    asked,
    resolve(image) {
      const reference = formatImageReference(image)
      asked.push(reference)
      const known = Object.entries(images).find(
        ([name, digest]) => name === reference || `${name.replace(/:[^:/]*$/, '')}@${digest}` === reference,
      )
      const digest = known?.[1]
      if (digest === undefined || !isDigest(digest)) return Promise.resolve(undefined)
      const mediaType = 'application/vnd.oci.image.index.v1+json'
      return Promise.resolve({ digest, mediaType, platforms: new Map() })
    },
    tags({ name }) {
      const own = Object.keys(images).filter((image) => image.startsWith(`${name}:`))
      return Promise.resolve(own.map((image) => image.slice(name.length + 1)))
    },
    tag: () => Promise.reject(new Error('a bump tags nothing')),
  }
}
