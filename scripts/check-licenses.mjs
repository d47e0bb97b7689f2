// Licence gate: every package that can end in a bundle must carry a licence of the allow-list.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
])

const root = fileURLToPath(new URL('..', import.meta.url))
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'))
const counts = new Map()
const refused = []
for (const [path, meta] of Object.entries(lock.packages)) {
  if (!path.includes('node_modules/') || meta.link || meta.dev || meta.devOptional || meta.optional) continue
  const license =
    meta.license ?? JSON.parse(readFileSync(`${root}${path}/package.json`, 'utf8')).license ?? 'none'
  counts.set(license, (counts.get(license) ?? 0) + 1)
  if (!ALLOWED.has(license)) refused.push(`${path}: ${license}`)
}
process.stdout.write(`licences: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
if (refused.length > 0) {
  process.stderr.write(`Not in the allow-list of scripts/check-licenses.mjs:\n  ${refused.join('\n  ')}\n`)
  process.exitCode = 1
}
