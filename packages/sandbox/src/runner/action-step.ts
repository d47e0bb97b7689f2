import { join } from 'node:path'
import { readAction, type ActionMetadata, type NodeRuns } from './action-metadata.ts'
import { asMap } from './contexts.ts'
import { findEmulation, type EmulatedAction } from './emulated/index.ts'
import { StepFailure, WorkflowError } from './error.ts'
import type { Scope } from './expressions.ts'
import type { Frame, JobState, StepExecution, StepTask } from './job-state.ts'
import type { RunOptions } from './options.ts'
import type { Stage } from './results.ts'
import { runComposite, type ResolvedUse, type StepsRunner } from './composite.ts'
import { logMapping } from './script-step.ts'
import { inWorkspace, runStepProcess } from './step-process.ts'
import { evaluateText, evaluateTexts, find, literal } from './template.ts'
import type { StepDefinition } from './workflow-file.ts'

type Action =
  | { readonly kind: 'files'; readonly metadata: ActionMetadata }
  | { readonly kind: 'emulated'; readonly emulation: EmulatedAction }

/** A `uses:` step: its main task, and the `pre` and `post` tasks that come with the action. */
export class ActionUse {
  readonly #step: StepDefinition
  readonly #uses: string
  readonly #state = new Map<string, string>()
  readonly #runSteps: StepsRunner
  #postRegistered = false

  /** @param runSteps runs the steps of a composite action */
  constructor(step: StepDefinition, runSteps: StepsRunner) {
    this.#step = step
    this.#runSteps = runSteps
    this.#uses = literal(find(step.body, 'uses')) ?? ''
  }

  mainTask(): StepTask {
    return this.#task('main', this.#step.condition)
  }

  /** The action's `pre`, if it has one. Actions of the workspace have none: they are not there yet when a job starts. */
  async preTask(job: JobState): Promise<StepTask | undefined> {
    if (isLocal(this.#uses) && mapAction(job.run.options, this.#uses) === undefined) return undefined
    const action = await resolveAction(job, this.#uses)
    if (
      action.kind !== 'files' ||
      action.metadata.runs.using !== 'node' ||
      action.metadata.runs.pre === undefined
    )
      return undefined
    return this.#task('pre', action.metadata.runs.preIf)
  }

  #task(stage: Stage, condition: string): StepTask {
    return {
      id: this.#step.id,
      stage,
      condition,
      body: this.#step.body,
      state: this.#state,
      title: (scope) => this.#title(stage, scope),
      perform: (execution) => this.#perform(stage, execution),
    }
  }

  #title(stage: Stage, scope: Scope): string {
    const name = evaluateText(find(this.#step.body, 'name'), scope)
    if (stage === 'main') return name === '' ? `Run ${this.#uses}` : name
    return `${stage === 'pre' ? 'Pre' : 'Post'} ${name === '' ? `Run ${this.#uses}` : name}`
  }

  async #perform(stage: Stage, execution: StepExecution): Promise<void> {
    const action = await resolveAction(execution.frame.job, this.#uses)
    const inputs = readInputs(execution, action)
    this.#registerPost(execution.frame, action)
    const { record } = execution
    record.write(`##[group]${this.#title(stage, execution.scope)}`)
    logMapping(execution, 'with', inputs)
    logMapping(execution, 'env', execution.env)
    record.write('##[endgroup]')
    if (action.kind === 'emulated') {
      await runEmulated(action.emulation, stage, execution, inputs)
      return
    }
    const { metadata } = action
    const use = { execution, inputs, identity: identify(this.#uses), directory: metadata.directory }
    if (metadata.runs.using === 'node') await runNode(use, metadata.runs, stage)
    else await runComposite(use, metadata.runs, metadata.outputs, this.#runSteps)
  }

  /** At most once per step, as soon as its `pre` or `main` begins. */
  #registerPost(frame: Frame, action: Action): void {
    const condition = postCondition(action)
    if (condition === undefined || this.#postRegistered) return
    this.#postRegistered = true
    const task = this.#task('post', condition)
    frame.job.posts.push(
      frame.record === undefined ? { frame, task } : { frame: { ...frame, signal: undefined }, task },
    )
  }
}

/**
 * Refuses an action that this runner cannot provide.
 *
 * @throws WorkflowError when `uses` is neither a local path, nor given in the options, nor emulated.
 */
export function requireAction(options: RunOptions, uses: string): void {
  if (isLocal(uses) || mapAction(options, uses) !== undefined || findEmulation(uses) !== undefined) return
  throw new WorkflowError(
    `'uses: ${uses}' cannot run in the sandbox: give its directory in the option 'actions', or use a local action or one of ` +
      'actions/checkout, actions/create-github-app-token, actions/upload-artifact, actions/download-artifact.',
  )
}

async function resolveAction(job: JobState, uses: string): Promise<Action> {
  const { options } = job.run
  requireAction(options, uses)
  const mapped = mapAction(options, uses)
  if (mapped !== undefined) return { kind: 'files', metadata: await readAction(mapped) }
  const emulation = findEmulation(uses)
  if (emulation !== undefined) return { kind: 'emulated', emulation }
  return { kind: 'files', metadata: await readAction(inWorkspace(job, uses)) }
}

function isLocal(uses: string): boolean {
  return uses.startsWith('./')
}

function mapAction(options: RunOptions, uses: string): string | undefined {
  const actions = options.actions ?? {}
  return actions[uses] ?? actions[uses.replace(/@[^@]*$/, '')]
}

function postCondition(action: Action): string | undefined {
  if (action.kind === 'emulated') return action.emulation.post === undefined ? undefined : 'always()'
  const { runs } = action.metadata
  return runs.using === 'node' && runs.post !== undefined ? runs.postIf : undefined
}

/** `github.action_repository` and `action_ref` of an action that is not local. */
function identify(uses: string): Record<string, string> {
  const match = /^([^/@]+\/[^/@]+)[^@]*@(.+)$/.exec(uses)
  return match ? { action_repository: match[1] ?? '', action_ref: match[2] ?? '' } : {}
}

/** Given inputs, then the defaults of those not given. Unknown ones warn and are passed on; missing required ones are not looked for. */
function readInputs(execution: StepExecution, action: Action): Record<string, string> {
  const { record, scope, task } = execution
  const given = Object.entries(evaluateTexts(find(task.body, 'with'), scope))
  const known: { name: string; value: () => string; deprecationMessage?: string | undefined }[] =
    action.kind === 'emulated'
      ? Object.entries(action.emulation.inputs).map(([name, value]) => ({ name, value: () => value }))
      : action.metadata.inputs.map((input) => ({ ...input, value: () => evaluateText(input.default, scope) }))
  const isKnown = (name: string): boolean => known.some((input) => sameName(input.name, name))
  const unknown = given.filter(([name]) => !isKnown(name)).map(([name]) => `'${name}'`)
  if (unknown.length > 0 && task.stage === 'main') {
    const valid = known.map((input) => `'${input.name}'`).join(', ')
    record.annotate('warning', `Unexpected input(s) ${unknown.join(', ')}, valid inputs are [${valid}]`)
  }
  const inputs = Object.fromEntries(given.filter(([name]) => !isKnown(name)))
  for (const input of known) {
    const value = given.find(([name]) => sameName(input.name, name))?.[1]
    if (value !== undefined && input.deprecationMessage !== undefined && task.stage === 'main') {
      record.annotate(
        'warning',
        `Input '${input.name}' has been deprecated with message: ${input.deprecationMessage}`,
      )
    }
    inputs[input.name] = value ?? input.value()
  }
  return inputs
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

async function runNode(use: ResolvedUse, runs: NodeRuns, stage: Stage): Promise<void> {
  const { execution, directory, inputs, identity } = use
  const { frame, task, scope } = execution
  const script = stage === 'main' ? runs.main : (runs[stage] ?? '')
  const github = { ...asMap(scope.contexts.github), ...identity }
  const code = await runStepProcess(
    { ...execution, scope: { ...scope, contexts: { ...scope.contexts, github } } },
    {
      command: frame.job.run.options.node ?? process.execPath,
      args: [join(directory, script)],
      cwd: frame.job.directories.workspace,
      variables: {
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
        ...Object.fromEntries([...task.state].map(([name, value]) => [`STATE_${name}`, value])),
      },
    },
  )
  if (code !== 0) throw new StepFailure('')
}

/** Upper case, spaces become underscores, everything else (also hyphens) stays. */
function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

async function runEmulated(
  emulation: EmulatedAction,
  stage: Stage,
  execution: StepExecution,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  for (const name of emulation.refused) {
    if ((inputs[name] ?? '') !== (emulation.inputs[name] ?? ''))
      throw new StepFailure(`The input '${name}' is not emulated by the sandbox runner.`)
  }
  const work = stage === 'post' ? emulation.post : emulation.main
  await work?.({ execution, inputs, state: execution.task.state })
  execution.signal.throwIfAborted()
}
