import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

/** `os/architecture[/variant]`, lower-case, in the one form that registries report. */
export type Platform = string & { readonly brand: 'Platform' }

const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/
/** What Go can be compiled for: engines take any word, and build an image that runs nowhere. */
const KNOWN_SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'wasi', 'wasip1']
const KNOWN_ARCHITECTURES = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mipsle', 'mips64', 'mips64le'],
  ...['ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm'],
]
/** Spellings that mean the same: https://github.com/containerd/platforms/blob/main/database.go */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i386', '386'],
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
  const refuse = (hint: string): ActionError =>
    new ActionError(
      'invalid-platform',
      `"${text}" is not a platform: ${hint}wanted "os/architecture" or "os/architecture/variant", such as "linux/amd64" or "linux/arm/v7".`,
    )
  if (rest.length > 0 || !isPlatform(platform)) throw refuse('')
  for (const [word, known] of [
    [os, KNOWN_SYSTEMS],
    [architecture, KNOWN_ARCHITECTURES],
  ] as const) {
    if (known.includes(word)) continue
    const meant = closest(word, known)
    throw refuse(
      meant === undefined ? `"${word}" is not one of ${known.join(', ')}; ` : `did you mean "${meant}"? `,
    )
  }
  return platform
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
