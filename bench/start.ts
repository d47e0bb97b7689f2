import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { medians, milliseconds, print, ratio } from './measure.ts'

const ROUNDS = 21
const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Time of every bundle until it refuses a missing input, against a Node that runs an empty program. */
export async function benchStart(): Promise<void> {
  const names = readdirSync(dist).sort()
  const candidates: Record<string, () => Promise<unknown>> = { node: () => run(['--eval', '0']) }
  for (const name of names) candidates[name] = () => run([`${dist}${name}/index.js`])
  const times = await medians(candidates, ROUNDS)
  const bare = times.node ?? Number.NaN
  const rows = names.map((name) => {
    const ours = times[name] ?? Number.NaN
    return [name, milliseconds(ours), milliseconds(bare), `+${milliseconds(ours - bare)}`, ratio(ours, bare)]
  })
  print(
    `Start (median of ${ROUNDS}, Node ${process.version})`,
    ['bundle', 'ours', 'bare node', 'over it', 'ratio'],
    rows,
  )
}

function run(parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? '' }
    const child = spawn(process.execPath, [...parameters], { stdio: 'ignore', env })
    child.on('error', reject)
    child.on('close', () => {
      resolve()
    })
  })
}
