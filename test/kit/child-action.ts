import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./programs/ends.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs the small action as the runner would: inputs in the environment, files for outputs and summary. */
export async function runChild(
  inputs: Readonly<Record<string, string>>,
  options: { env?: Record<string, string>; onLine?: (line: string, child: ChildProcess) => void } = {},
): Promise<Ended> {
  const directory = await mkdtemp(join(tmpdir(), 'kit-'))
  const [output, summary] = [join(directory, 'output'), join(directory, 'summary')]
  await Promise.all([writeFile(output, ''), writeFile(summary, '')])
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
  }
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value
  try {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', PROGRAM],
      {
        env: { ...env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let [stdout, stderr] = ['', '']
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      options.onLine?.(chunk.toString(), child)
    })
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return {
      code,
      stdout,
      stderr,
      outputs: parseOutputs(await readFile(output, 'utf8')),
      summary: await readFile(summary, 'utf8'),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function parseOutputs(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of text.matchAll(/^([^\n]+?)<<(ghadelimiter_[^\n]+)\n([\s\S]*?)\n\2$/gm)) {
    found[entry[1] ?? ''] = entry[3] ?? ''
  }
  return found
}
