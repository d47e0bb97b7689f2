import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { SandboxRegistry } from '../registry/registry.ts'

export interface PulledImage {
  readonly digest: string
  readonly layers: number
  /** What the image's program printed when it was run. */
  readonly output: string
}

interface Manifest {
  readonly manifests?: readonly { readonly digest: string }[]
  readonly layers?: readonly { readonly digest: string; readonly mediaType: string }[]
}

/** Takes an image out of the registry again, unpacks its program and runs it: the proof that what was pushed works. */
export async function pullAndRun(
  registry: SandboxRegistry,
  repository: string,
  reference: string,
  program: string,
): Promise<PulledImage> {
  const stored = registry.manifest(repository, reference)
  if (stored === undefined) throw new Error(`the registry has no ${repository}:${reference}`)
  const manifest = readManifest(registry, repository, JSON.parse(stored.bytes.toString()) as Manifest)
  const layers = manifest.layers ?? []
  for (const { digest, mediaType } of layers) {
    const blob = registry.blob(repository, digest)
    if (blob === undefined) throw new Error(`the registry lacks the layer ${digest}`)
    const file = findInTar(mediaType.includes('gzip') ? gunzipSync(blob) : blob, program)
    if (file !== undefined)
      return { digest: stored.digest, layers: layers.length, output: await execute(file) }
  }
  throw new Error(`no layer of ${repository}:${reference} holds ${program}`)
}

function readManifest(registry: SandboxRegistry, repository: string, manifest: Manifest): Manifest {
  const [first] = manifest.manifests ?? []
  if (first === undefined) return manifest
  const child = registry.manifest(repository, first.digest)
  if (child === undefined) throw new Error(`the registry lacks the manifest ${first.digest}`)
  return JSON.parse(child.bytes.toString()) as Manifest
}

/** Source of the layout: POSIX ustar, 512-byte blocks. */
function findInTar(tar: Buffer, wanted: string): Buffer | undefined {
  for (let offset = 0; offset + 512 <= tar.length;) {
    const name = tar.toString('utf8', offset, offset + 100).replace(/\0.*$/s, '')
    if (name === '') return undefined
    const size = Number.parseInt(tar.toString('latin1', offset + 124, offset + 136), 8)
    const content = offset + 512
    if (name.replace(/^\.?\//, '') === wanted) return tar.subarray(content, content + size)
    offset = content + Math.ceil(size / 512) * 512
  }
  return undefined
}

async function execute(file: Buffer): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-image-'))
  try {
    const path = join(directory, 'program')
    await writeFile(path, file)
    await chmod(path, 0o700)
    return await new Promise((resolve, reject) => {
      const child = spawn(path, [], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000, env: {} })
      const chunks: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      child.on('error', reject)
      child.on('close', () => {
        resolve(Buffer.concat(chunks).toString().trim())
      })
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
