// Validates every workflow, every action.yml and every YAML example of the documentation offline. The actions of this
// repository are known, so that an unknown or a missing input is an error too.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { completeWorkflow, readExamples } from './markdown-examples.mjs'
import { checkAction, checkWorkflow } from './workflow-validator.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const isConfig = new Ajv().compile(JSON.parse(readFileSync(`${root}docs/gitops.schema.json`, 'utf8')))

function listFiles(pattern) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => !/(^|\/)(node_modules|dist|lib|\.cache|\.git|fixtures)\//.test(path) && pattern.test(path),
    )
    .sort()
}

async function checkExample(path, example) {
  const at = (problems, added) =>
    problems.map(({ line, message }) => ({ line: line + example.line - 1 - added, message }))
  if (example.kind === 'workflow' || example.kind === 'steps') {
    const { text, added } = completeWorkflow(example)
    return at(await checkWorkflow(`${path}-${example.line}.yml`, text), added)
  }
  if (example.kind === 'config') return at(configProblems(example.value), 0)
  const action = /^(actions\/[\w-]+)\/README\.md$/.exec(path)?.[1]
  return action === undefined ? [] : at(inputProblems(action, example.value), 0)
}

function configProblems(value) {
  if (isConfig(value)) return []
  return isConfig.errors.map(({ instancePath, message }) => ({
    line: 1,
    message: `${instancePath} ${message}`,
  }))
}

/** In the README of an action, a map of anything else is what stands below `with`. */
function inputProblems(action, value) {
  const { inputs } = parse(readFileSync(`${root}${action}/action.yml`, 'utf8'))
  return Object.keys(value)
    .filter((name) => !(name in inputs))
    .map((name) => ({ line: 1, message: `${action} has no input "${name}"` }))
}

const problems = []
const report = (path, found) => {
  problems.push(...found.map(({ line, message }) => `${path}:${line}: ${message}`))
}
const workflows = listFiles(/(^\.github\/|^examples\/)workflows\/[^/]+\.ya?ml$/)
for (const path of workflows) report(path, await checkWorkflow(path, readFileSync(root + path, 'utf8')))
const actions = listFiles(/(^|\/)action\.ya?ml$/)
for (const path of actions) report(path, await checkAction(path, readFileSync(root + path, 'utf8')))
let examples = 0
for (const path of listFiles(/\.md$/)) {
  for (const example of readExamples(readFileSync(root + path, 'utf8'))) {
    examples += 1
    report(path, await checkExample(path, example))
  }
}
process.stdout.write(
  `${workflows.length} workflows, ${actions.length} actions and ${examples} examples of the documentation checked\n`,
)
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
