import { formatImageReference, isDigest, type Registry } from '@gitops-actions/core'

/** A registry that only answers. @param images `name:tag` to its digest */
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
    tags: () => Promise.reject(new Error('a bump lists no tags')),
    tag: () => Promise.reject(new Error('a bump tags nothing')),
  }
}
