// The YAML examples of the documentation, made into whole workflows, so that they are checked like the real ones.
import { parse } from 'yaml'

const FENCE = /^( *)```ya?ml\n([^]*?)\n\1```$/gm
/** What the examples call the steps of these actions; an example of steps alone may refer to one that ran before. */
const USUAL_IDS = {
  app: 'actions/create-github-app-token',
  build: 'actions/build-and-push',
  bump: 'actions/bump-image-tag',
}

/** Every example of a Markdown file: its line, its text, and what it is. */
export function readExamples(markdown) {
  return [...markdown.matchAll(FENCE)].map((match) => {
    const [whole, indent, text] = match
    const line = markdown.slice(0, match.index + whole.indexOf('\n')).split('\n').length + 1
    const body = text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    return { line, body, ...classify(body) }
  })
}

function classify(body) {
  const value = parse(body)
  if (Array.isArray(value)) {
    return value.some((step) => step?.uses ?? step?.run) ? { kind: 'steps', value } : { kind: 'other', value }
  }
  if (value?.jobs !== undefined) return { kind: 'workflow', value }
  if (value?.environments !== undefined || value?.services !== undefined) return { kind: 'config', value }
  return { kind: 'other', value }
}

/** An example as a workflow: its text, and how many lines were put before it. */
export function completeWorkflow({ kind, body, value }) {
  const stubs = stubJobs(body, value.jobs ?? {})
  if (kind === 'workflow') {
    const head = value.on === undefined ? 'on: push\n' : ''
    return complete(head, `${body}${stubs.text}`)
  }
  const head = [
    `on: push\njobs:${stubs.text}\n  example:\n    needs: [${stubs.names.join(', ')}]\n`,
    '    runs-on: ubuntu-24.04\n    steps:\n',
    ...stepsBefore(body, value).map((id) => `      - {id: ${id}, run: 'true'}\n`),
  ]
  return complete(head.join(''), body.replaceAll(/^(?=.)/gm, '      '))
}

function complete(head, body) {
  return { text: `${head}${body}\n`, added: head.split('\n').length - 1 }
}

/** Jobs that an example needs and does not show, with the outputs it takes from them. */
function stubJobs(body, jobs) {
  const named = Object.values(jobs).flatMap((job) => job?.needs ?? [])
  const names = namesIn(body, /\bneeds\.([\w-]+)\./g).concat(named)
  const missing = [...new Set(names)].filter((name) => !(name in jobs))
  const text = missing.map((name) => {
    const outputs = namesIn(body, new RegExp(`\\bneeds\\.${name}\\.outputs\\.([\\w-]+)`, 'g'))
    const given = outputs.map((output) => `${output}: x`).join(', ')
    return `\n  ${name}: {runs-on: ubuntu-24.04, outputs: {${given}}, steps: [{run: 'true'}]}`
  })
  return { names: missing, text: text.join('') }
}

/** Steps that are referred to and not shown. One whose action is shown, without the id, is no such step. */
function stepsBefore(body, steps) {
  return namesIn(body, /\bsteps\.([\w-]+)\./g).filter(
    (id) =>
      USUAL_IDS[id] !== undefined &&
      !steps.some((step) => step.id === id || String(step.uses).includes(USUAL_IDS[id])),
  )
}

function namesIn(text, pattern) {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name))]
}
