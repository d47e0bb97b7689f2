import { spawn } from 'node:child_process'

export interface Ended {
  /** 127 when the program is not there, as in a shell. */
  readonly code: number
  /** Both streams, as they came. */
  readonly text: string
}

/** Runs a program with an argument array and collects what it prints. Never rejects. */
export function runProgram(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => {
      resolve({ code: 127, text: '' })
    })
    child.on('close', (code) => {
      resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString() })
    })
  })
}

/** What a program prints when it ends well; undefined when it is absent or fails. */
export async function captureOutput(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const { code, text } = await runProgram(program, parameters, env)
  return code === 0 ? text.trim() : undefined
}
