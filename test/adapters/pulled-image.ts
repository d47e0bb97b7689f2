import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** An image as a client that is none of ours pulls it. */
export interface PulledImage {
  readonly digest: string
  readonly labels: Readonly<Record<string, string>>
  /** Path in the image, such as `/hello.txt` → content. */
  readonly files: ReadonlyMap<string, string>
}

export interface PullOptions {
  readonly username: string
  readonly password: string
  /** Of a registry that speaks https; without it: plain http. */
  readonly ca?: string
  readonly proxy?: string
}

/** Whether skopeo is on this machine. In CI it has to be. */
export function hasSkopeo(): boolean {
  try {
    execFileSync('skopeo', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    if (process.env.CI === 'true') throw new Error('skopeo is missing: apt-get install -y skopeo')
    process.stderr.write('SKIPPED: skopeo is not on this machine; install it to run these tests\n')
    return false
  }
}

/** Pulls an image with skopeo and unpacks its layers, one over the other. */
export async function pullImage(reference: string, options: PullOptions): Promise<PulledImage> {
  const directory = await mkdtemp(join(tmpdir(), 'pulled-image-'))
  try {
    const [copy, root] = [join(directory, 'copy'), join(directory, 'root')]
    await mkdir(root)
    if (options.ca !== undefined) await writeFile(join(directory, 'ca.crt'), options.ca)
    const trust = options.ca === undefined ? '--src-tls-verify=false' : `--src-cert-dir=${directory}`
    const login = `--src-creds=${options.username}:${options.password}`
    const env = { PATH: process.env.PATH, HOME: directory, HTTPS_PROXY: options.proxy }
    await run('skopeo', ['copy', trust, login, `docker://${reference}`, `dir:${copy}`], { env })
    const bytes = await readFile(join(copy, 'manifest.json'))
    const manifest = JSON.parse(bytes.toString()) as {
      config: { digest: string }
      layers: { digest: string }[]
    }
    const blob = ({ digest }: { digest: string }): string => join(copy, digest.replace('sha256:', ''))
    for (const layer of manifest.layers) await run('tar', ['-x', '-f', blob(layer), '-C', root])
    const config = JSON.parse(await readFile(blob(manifest.config), 'utf8')) as {
      config?: { Labels?: Record<string, string> | null }
    }
    return {
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      labels: config.config?.Labels ?? {},
      files: await filesOf(root),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function filesOf(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(root.length), await readFile(path, 'utf8'))
  }
  return files
}
