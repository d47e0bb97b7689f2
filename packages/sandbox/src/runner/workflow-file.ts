import { readFile } from 'node:fs/promises'
import type { Job, WorkflowTemplate } from '@actions/workflow-parser/model/workflow-template'
import { isJob } from '@actions/workflow-parser/model/type-guards'
import { isSequence } from '@actions/workflow-parser/templates/tokens/type-guards'
import { WorkflowError } from './error.ts'
import { entries, find, literal, type Template } from './template.ts'
import { readTemplateFile } from './template-file.ts'

export interface Workflow {
  /** As given; `workflow.yml` when only the text is known. */
  readonly path: string
  readonly name: string
  readonly events: WorkflowTemplate['events']
  readonly on: Template
  readonly env: Template | undefined
  readonly defaults: Template | undefined
  readonly permissions: Template | undefined
  readonly concurrency: Template | undefined
  readonly jobs: readonly JobDefinition[]
}

export interface JobDefinition {
  readonly id: string
  readonly needs: readonly string[]
  /** Expression, with the implicit `success()` made explicit. */
  readonly condition: string
  /** The job's whole mapping: nodes that are evaluated later are looked up here. */
  readonly body: Template
  readonly steps: readonly StepDefinition[]
}

export interface StepDefinition {
  readonly id: string
  readonly condition: string
  readonly body: Template
}

/**
 * Reads and checks a workflow file against GitHub's own schema.
 *
 * @throws WorkflowError with every finding of the parser (file, line, column) when it is not a valid workflow.
 */
export async function readWorkflow(
  source: string | { readonly text: string; readonly path?: string },
): Promise<Workflow> {
  const file = await readSource(source)
  const { root, convertWorkflow } = await readTemplateFile('workflow', file.path, file.text)
  const model = await convertWorkflow()
  const on = find(root, 'on')
  if (on === undefined) throw new WorkflowError(`${file.path} is not a workflow: it has no 'on'`)
  return {
    path: file.path,
    name: literal(find(root, 'name')) ?? file.path,
    events: model.events,
    on,
    env: find(root, 'env'),
    defaults: find(root, 'defaults'),
    permissions: find(root, 'permissions'),
    concurrency: find(root, 'concurrency'),
    jobs: entries(find(root, 'jobs')).map(([id, body]) => defineJob(id, body, model)),
  }
}

async function readSource(
  source: string | { readonly text: string; readonly path?: string },
): Promise<{ path: string; text: string }> {
  if (typeof source !== 'string') return { path: source.path ?? 'workflow.yml', text: source.text }
  if (/[\r\n]/.test(source)) return { path: 'workflow.yml', text: source }
  return { path: source, text: await readFile(source, 'utf8') }
}

function defineJob(id: string, body: Template, model: WorkflowTemplate): JobDefinition {
  const job = model.jobs.find((candidate) => candidate.id.value === id)
  if (job === undefined) throw new WorkflowError(`Job '${id}' could not be read`)
  return {
    id,
    needs: (job.needs ?? []).map((need) => need.value),
    condition: job.if.expression,
    body,
    steps: isJob(job) ? defineSteps(find(body, 'steps'), job.steps) : [],
  }
}

/** Steps of a job or of a composite action: ids and conditions come from the converted model, the rest from the file. */
export function defineSteps(token: Template | undefined, model: Job['steps']): StepDefinition[] {
  if (token === undefined || !isSequence(token)) return []
  return model.map((step, index) => {
    if (!('run' in step) && !('uses' in step)) {
      throw new WorkflowError(
        `Step '${step.id}' is neither 'run' nor 'uses', which is all the sandbox runner supports`,
      )
    }
    // Only steps of a job get an id when they have none.
    const id = step.id === '' ? `__step_${index + 1}` : step.id
    return { id, condition: step.if.expression, body: token.get(index) }
  })
}
