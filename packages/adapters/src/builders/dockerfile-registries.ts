import type { Label } from '@gitops-actions/core'

/** Where a Dockerfile names an image: its frontend, the base of a stage, and what files are taken from. */
const NAMES = [
  /^#\s*syntax\s*=\s*(\S+)/i,
  /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i,
  /^\s*(?:COPY|ADD|RUN)\s.*?--(?:from=|mount=\S*\bfrom=)([^\s,]+)/i,
]
const ARGUMENT = /^\s*ARG\s+(\w+)=(\S*)/i
const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g

/**
 * Hosts of the registries that a Dockerfile takes images from, as far as its words and the arguments of the build tell: what is not found
 * here is not trusted by a builder that is given the certificates of registries by name.
 * https://docs.docker.com/reference/dockerfile/
 */
export function registriesOfDockerfile(text: string, buildArgs: readonly Label[]): Set<string> {
  const given = new Map(buildArgs.map(({ name, value }) => [name, value]))
  const known = new Map<string, string>()
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    const [, name, value = ''] = ARGUMENT.exec(line) ?? []
    if (name !== undefined) known.set(name, given.get(name) ?? unquote(value))
    for (const pattern of NAMES) {
      const image = pattern.exec(line)?.[1]
      const registry = image === undefined ? undefined : registryOf(substitute(unquote(image), known))
      if (registry !== undefined) found.add(registry)
    }
  }
  return found
}

/** The host of an image name, which has a dot or a port; undefined: Docker Hub, or a stage. */
export function registryOf(image: string): string | undefined {
  const [host = '', ...path] = image.split('/')
  return path.length > 0 && /^[\w-]+(?:[.:][\w.:-]*)?$/.test(host) && /[.:]|^localhost$/.test(host)
    ? host
    : undefined
}

function substitute(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(VARIABLE, (_, braced?: string, fallback?: string, plain?: string) => {
    const value = known.get(braced ?? plain ?? '')
    return value === undefined || value === '' ? (fallback ?? '') : value
  })
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2')
}
