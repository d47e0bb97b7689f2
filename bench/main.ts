// `npm run bench [-- start build bump requests edit contention git verify verify-flux size]`: ours beside the baseline, in one run. Wants a quiet machine.
import { benchBuild } from './build.ts'
import { benchBump } from './bump.ts'
import { benchContention } from './contention.ts'
import { benchEdit } from './edit.ts'
import { benchGit } from './git.ts'
import { benchRequests } from './requests.ts'
import { benchSize } from './size.ts'
import { benchStart } from './start.ts'
import { benchVerify } from './verify.ts'
import { benchVerifyFlux } from './verify-flux.ts'

const BENCHMARKS: Readonly<Record<string, () => void | Promise<void>>> = {
  start: benchStart,
  build: benchBuild,
  bump: benchBump,
  requests: benchRequests,
  edit: benchEdit,
  contention: benchContention,
  git: benchGit,
  verify: benchVerify,
  'verify-flux': benchVerifyFlux,
  size: benchSize,
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !(name in BENCHMARKS))
if (unknown === undefined) {
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (asked.length === 0 || asked.includes(name)) await bench()
  }
} else {
  process.stderr.write(
    `There is no benchmark "${unknown}": known are ${Object.keys(BENCHMARKS).join(', ')}.\n`,
  )
  process.exitCode = 1
}
