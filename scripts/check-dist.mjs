// Proves that the committed bundles are what the sources build: rebuilds them and asks git for a difference.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('..', import.meta.url))
execFileSync('npm', ['run', '-s', 'build'], { cwd, stdio: 'inherit' })
// The checkout may be another user's: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
const status = ['-c', 'safe.directory=*', 'status', '--porcelain', '--', 'dist']
const changed = execFileSync('git', status, { cwd, encoding: 'utf8' })
if (changed !== '') {
  process.stderr.write(`dist/ is not what the sources build:\n${changed}`)
  process.stderr.write('Run `npm run build` and commit dist/ together with the sources.\n')
  process.exitCode = 1
} else {
  process.stdout.write('dist/ is what the sources build\n')
}
