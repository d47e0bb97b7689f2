import { randomUUID } from 'node:crypto'
import { access, constants, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { StepFailure } from './error.ts'
import type { Scope } from './expressions.ts'
import type { StepExecution, StepTask } from './job-state.ts'
import { buildEnvironment, inWorkspace, runStepProcess } from './step-process.ts'
import { evaluateText, find } from './template.ts'
import type { StepDefinition } from './workflow-file.ts'

/** A `run:` step. */
export function defineScriptTask(step: StepDefinition): StepTask {
  return {
    id: step.id,
    stage: 'main',
    condition: step.condition,
    body: step.body,
    state: new Map(),
    title: (scope) => titleScript(step, scope),
    perform: runScript,
  }
}

function titleScript(step: StepDefinition, scope: Scope): string {
  const name = evaluateText(find(step.body, 'name'), scope)
  return name === '' ? `Run ${firstLine(evaluateText(find(step.body, 'run'), scope))}` : name
}

async function runScript(execution: StepExecution): Promise<void> {
  const { scope, record, frame, task } = execution
  const script = evaluateText(find(task.body, 'run'), scope).replaceAll('\r\n', '\n')
  const shell = await chooseShell(execution)
  const cwd = await chooseDirectory(execution)
  const path = join(frame.job.directories.temp, `${randomUUID()}${shell.extension}`)
  await writeFile(path, `${script}\n`)
  const [program = '', ...args] = shell.command.split(/\s+/)
  const command = program.includes('/')
    ? program
    : ((await which(program, buildEnvironment(execution).PATH ?? '')) ?? program)
  record.write(`##[group]Run ${firstLine(script)}`)
  for (const line of script.trimEnd().split('\n')) record.write(line)
  record.write(`shell: ${[command, ...args].join(' ')}`)
  logMapping(execution, 'env', execution.env)
  record.write('##[endgroup]')
  const placed = args.map((arg) => arg.replaceAll('{0}', path))
  const code = await runStepProcess(execution, { command, args: placed, cwd })
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code}.`)
}

/** Logs a mapping as the runner does in the head of a step. */
export function logMapping(
  execution: StepExecution,
  title: string,
  values: Readonly<Record<string, string>>,
): void {
  const pairs = Object.entries(values).filter(([, value]) => value !== '')
  if (pairs.length === 0) return
  execution.record.write(`${title}:`)
  for (const [key, value] of pairs) execution.record.write(`  ${key}: ${value}`)
}

/** Command lines of the shells a step can name. https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell */
const SHELLS: Readonly<Record<string, { command: string; extension: string }>> = {
  bash: { command: 'bash --noprofile --norc -e -o pipefail {0}', extension: '.sh' },
  sh: { command: 'sh -e {0}', extension: '.sh' },
  python: { command: 'python {0}', extension: '.py' },
}

async function chooseShell(execution: StepExecution): Promise<{ command: string; extension: string }> {
  const named = fromStepOrDefaults(execution, 'shell')
  if (named === '') {
    const bash = await which('bash', buildEnvironment(execution).PATH ?? '')
    return { command: bash === undefined ? 'sh -e {0}' : 'bash -e {0}', extension: '.sh' }
  }
  const known = SHELLS[named]
  if (known !== undefined) return known
  if (!named.includes('{0}'))
    throw new StepFailure(
      `The shell '${named}' is not supported by the sandbox runner: use bash, sh, python or a command with {0}.`,
    )
  return { command: named, extension: '' }
}

async function chooseDirectory(execution: StepExecution): Promise<string> {
  const directory = inWorkspace(execution.frame.job, fromStepOrDefaults(execution, 'working-directory'))
  if (!(await stat(directory).catch(() => undefined))?.isDirectory()) {
    throw new StepFailure(`The working directory '${directory}' does not exist.`)
  }
  return directory
}

/** `defaults.run` does not reach into composite actions. */
function fromStepOrDefaults(execution: StepExecution, key: 'shell' | 'working-directory'): string {
  const { frame, task, scope } = execution
  const defaults = frame.record === undefined ? frame.job.defaults : []
  return (
    [task.body, ...defaults]
      .map((place) => evaluateText(find(place, key), scope))
      .find((value) => value !== '') ?? ''
  )
}

async function which(program: string, path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter)) {
    const candidate = join(directory, program)
    if (directory === '') continue
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate
  }
  return undefined
}

function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0] ?? ''
}
