// Writes the tables of inputs and outputs of every action into its README, from its action.yml.
// `--check` writes nothing and fails when a README is not current.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')

const cell = (text) => String(text).trim().replace(/\s+/g, ' ').replaceAll('|', '\\|')
const code = (text) => (text === undefined || text === '' ? '' : `\`${cell(text)}\``)
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function inputsTable(action) {
  const rows = Object.entries(action.inputs ?? {}).map(([name, input]) => [
    `\`${name}\``,
    cell(input.description) + (input.required === true ? ' **Required.**' : ''),
    code(input.default),
  ])
  return table(['Input', 'Meaning', 'Default'], rows)
}

function outputsTable(action) {
  const rows = Object.entries(action.outputs ?? {}).map(([name, output]) => [
    `\`${name}\``,
    cell(output.description),
  ])
  return table(['Output', 'Meaning'], rows)
}

function replaceSection(text, name, body, file) {
  const start = `<!-- ${name} -->`
  const end = `<!-- /${name} -->`
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${file} has no ${start} … ${end} section`)
  return `${text.slice(0, from + start.length)}\n\n${body}\n\n${text.slice(to)}`
}

const stale = []
for (const name of readdirSync(`${root}actions`).sort()) {
  const action = parse(readFileSync(`${root}actions/${name}/action.yml`, 'utf8'))
  const file = `actions/${name}/README.md`
  const before = readFileSync(root + file, 'utf8')
  const withInputs = replaceSection(before, 'inputs', inputsTable(action), file)
  const written = replaceSection(withInputs, 'outputs', outputsTable(action), file)
  const after = await format(written, { ...(await resolveConfig(root + file)), parser: 'markdown' })
  if (after === before) continue
  stale.push(file)
  if (!check) writeFileSync(root + file, after)
}
if (stale.length > 0) {
  process.stdout.write(`${check ? 'not current' : 'written'}: ${stale.join(', ')}\n`)
  if (check) {
    process.stderr.write('Run `npm run docs` and commit the READMEs.\n')
    process.exitCode = 1
  }
}
