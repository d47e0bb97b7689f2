import type { ActionTemplate } from '@actions/workflow-parser/actions/action-template'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StepFailure, WorkflowError } from './error.ts'
import { entries, find, type Template } from './template.ts'
import { readTemplateFile } from './template-file.ts'
import { defineSteps, type StepDefinition } from './workflow-file.ts'

export interface ActionMetadata {
  readonly directory: string
  readonly inputs: readonly ActionInput[]
  /** Output names with the expression of a composite action's output. */
  readonly outputs: readonly (readonly [name: string, value: Template | undefined])[]
  readonly runs: NodeRuns | CompositeRuns
}

export interface ActionInput {
  readonly name: string
  readonly default: Template | undefined
  readonly deprecationMessage: string | undefined
}

export interface NodeRuns {
  readonly using: 'node'
  readonly main: string
  readonly pre: string | undefined
  readonly preIf: string
  readonly post: string | undefined
  readonly postIf: string
}

export interface CompositeRuns {
  readonly using: 'composite'
  readonly steps: readonly StepDefinition[]
}

/**
 * Reads the `action.yml` (or `action.yaml`) of a directory and checks it against GitHub's schema.
 *
 * @throws StepFailure when there is none; WorkflowError when it is invalid or runs in a way this runner does not.
 */
export async function readAction(directory: string): Promise<ActionMetadata> {
  const [path, text] = await readMetadata(directory)
  const { root, convertAction } = await readTemplateFile('action', path, text)
  const model = convertAction()
  return {
    directory,
    inputs: (model.inputs ?? []).map((input) => ({
      name: input.id,
      default: input.default,
      deprecationMessage: input.deprecationMessage,
    })),
    outputs: entries(find(root, 'outputs')).map(([name, body]) => [name, find(body, 'value')] as const),
    runs: readRuns(path, model.runs, root),
  }
}

type ParsedRuns = ActionTemplate['runs']

function readRuns(path: string, runs: ParsedRuns, root: Template): NodeRuns | CompositeRuns {
  if (runs.using === 'composite')
    return { using: 'composite', steps: defineSteps(find(root, 'runs', 'steps'), runs.steps) }
  // GitHub runs node20 actions on Node 24 as well since node20 left its runners.
  if (runs.using !== 'node24' && runs.using !== 'node20') {
    throw new WorkflowError(
      `${path} runs using '${runs.using}'; the sandbox runner does node24, node20 and composite`,
    )
  }
  return {
    using: 'node',
    main: runs.main,
    pre: runs.pre,
    preIf: runs.preIf ?? 'always()',
    post: runs.post,
    postIf: runs.postIf ?? 'always()',
  }
}

async function readMetadata(directory: string): Promise<[path: string, text: string]> {
  for (const name of ['action.yml', 'action.yaml']) {
    const path = join(directory, name)
    try {
      return [path, await readFile(path, 'utf8')]
    } catch {
      continue
    }
  }
  throw new StepFailure(
    `Can't find 'action.yml' or 'action.yaml' under '${directory}'. Did you forget to run actions/checkout before your local action?`,
  )
}
