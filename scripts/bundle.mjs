// Bundles compiled actions with ncc: `node scripts/bundle.mjs [name…]`, after `tsc -b`. Without names: every action.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
const run = promisify(execFile)
const PARALLEL = 2

const asked = process.argv.slice(2)
const names = asked.length > 0 ? asked : readdirSync(`${root}actions`).sort()

async function bundle(name) {
  const entry = `${root}actions/${name}/lib/main.js`
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run \`npx tsc -b\` first.`)
  rmSync(`${root}dist/${name}`, { recursive: true, force: true })
  await run(
    process.execPath,
    // Only the entry is minified, nearly all of which is undici; the chunks, which hold our own code, stay readable (ADR 15).
    [ncc, 'build', entry, '-o', `${root}dist/${name}`, '--minify', '--license', 'licenses.txt', '-q'],
    { cwd: root },
  )
}

const queue = [...names]
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await bundle(name)
  }),
)
