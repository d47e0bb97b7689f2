import { ActionError } from '../report/error.ts'

/** `os/architecture[/variant]`, lower-case, in the one form that registries report. */
export type Platform = string & { readonly brand: 'Platform' }

const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/
/** Spellings that mean the same: https://github.com/containerd/platforms/blob/main/database.go */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
])
const IMPLIED_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['arm64', 'v8'],
  ['arm', 'v7'],
  ['amd64', 'v1'],
])

/** @throws ActionError `invalid-platform` */
export function parsePlatform(text: string): Platform {
  const [os = '', written = '', variant, ...rest] = text.trim().toLowerCase().split('/')
  const architecture = ARCHITECTURES.get(written) ?? written
  const parts = variant === undefined ? [os, architecture] : [os, architecture, variant]
  const platform = parts.join('/')
  if (rest.length === 0 && isPlatform(platform)) return platform
  throw new ActionError(
    'invalid-platform',
    `"${text}" is not a platform: wanted "os/architecture" or "os/architecture/variant", such as "linux/amd64" or "linux/arm/v7".`,
  )
}

/** Those of `wanted` that `present` lacks; `linux/arm64` and `linux/arm64/v8` are the same. */
export function missingPlatforms(
  wanted: readonly Platform[],
  present: Iterable<string>,
): readonly Platform[] {
  const keys = new Set([...present].map(platformKey))
  return wanted.filter((platform) => !keys.has(platformKey(platform)))
}

function isPlatform(text: string): text is Platform {
  return PLATFORM.test(text)
}

function platformKey(platform: string): string {
  const [os = '', architecture = '', variant = ''] = platform.split('/')
  const implied = IMPLIED_VARIANTS.get(architecture) ?? ''
  return `${os}/${architecture}/${variant === '' ? implied : variant}`
}
