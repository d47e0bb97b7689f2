import { resolve } from 'node:path'
import { requireAction } from './action-step.ts'
import { WorkflowError } from './error.ts'
import type { RunOptions } from './options.ts'
import { entries, find, literal } from './template.ts'
import { readWorkflow, type Workflow } from './workflow-file.ts'

/** The workflow of a run and all workflows it calls, read and checked before anything runs. */
export class WorkflowLibrary {
  readonly #called = new Map<Workflow, Map<string, Workflow>>()
  readonly #options: RunOptions

  private constructor(options: RunOptions) {
    this.#options = options
  }

  /** @throws WorkflowError when one of them is invalid, cannot be found, or uses what this runner does not have. */
  static async load(options: RunOptions, workflow: Workflow): Promise<WorkflowLibrary> {
    const library = new WorkflowLibrary(options)
    await library.#load(workflow, 1)
    return library
  }

  /** The workflow that a job of another one calls. */
  find(from: Workflow, uses: string): Workflow {
    const called = this.#called.get(from)?.get(uses)
    if (called === undefined) throw new WorkflowError(`The workflow '${uses}' was not loaded`)
    return called
  }

  async #load(workflow: Workflow, depth: number): Promise<void> {
    if (depth > MAX_DEPTH)
      throw new WorkflowError(`Workflows call each other more than ${MAX_DEPTH} levels deep`)
    const called = new Map<string, Workflow>()
    this.#called.set(workflow, called)
    for (const job of workflow.jobs) {
      for (const key of ['container', 'services']) {
        if (find(job.body, key) !== undefined)
          throw new WorkflowError(`Job '${job.id}' has '${key}', which the sandbox runner does not support`)
      }
      for (const step of job.steps) {
        const uses = literal(find(step.body, 'uses'))
        if (uses !== undefined) requireAction(this.#options, uses)
      }
      const uses = literal(find(job.body, 'uses'))
      if (uses === undefined || called.has(uses)) continue
      const next = await readWorkflow(this.#locate(workflow, uses, depth))
      if (
        !entries(next.on).some(([name]) => name === 'workflow_call') &&
        literal(next.on) !== 'workflow_call'
      ) {
        throw new WorkflowError(`${next.path} cannot be called: it has no 'on.workflow_call'`)
      }
      called.set(uses, next)
      await this.#load(next, depth + 1)
    }
  }

  #locate(from: Workflow, uses: string, depth: number): string {
    if (!uses.startsWith('./')) {
      const path = this.#options.workflows?.[uses]
      if (path === undefined)
        throw new WorkflowError(
          `The workflow '${uses}' is not in the sandbox: give its file in the option 'workflows'`,
        )
      return path
    }
    const root =
      (depth === 1 ? this.#options.root : undefined) ??
      /^(.*?)\/?\.github\/workflows\/[^/]+$/.exec(resolve(from.path))?.[1]
    if (root === undefined)
      throw new WorkflowError(
        `'uses: ${uses}' needs the option 'root': ${from.path} is not in a directory .github/workflows`,
      )
    return resolve(root, uses)
  }
}

/** https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations */
const MAX_DEPTH = 10
