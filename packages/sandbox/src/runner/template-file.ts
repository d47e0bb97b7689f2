import { registerHooks } from 'node:module'
import type { convertActionTemplate } from '@actions/workflow-parser/actions/action-template'
import type { convertWorkflowTemplate } from '@actions/workflow-parser/model/convert'
import type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
import type { LiteralToken } from '@actions/workflow-parser/templates/tokens/literal-token'
import { isString } from '@actions/workflow-parser/templates/tokens/type-guards'
import { WorkflowError } from './error.ts'
import type { Template } from './template.ts'

export interface TemplateFile {
  readonly root: Template
  readonly convertWorkflow: () => ReturnType<typeof convertWorkflowTemplate>
  readonly convertAction: () => ReturnType<typeof convertActionTemplate>
}

/**
 * Reads a workflow or an `action.yml` against GitHub's own schema.
 *
 * @throws WorkflowError with every finding (file, line, column). The conversions throw the same.
 */
export async function readTemplateFile(
  kind: 'workflow' | 'action',
  path: string,
  text: string,
): Promise<TemplateFile> {
  const parser = await loadParser()
  const schema = kind === 'workflow' ? parser.getWorkflowSchema() : parser.getActionSchema()
  const context = new parser.TemplateContext(
    new parser.TemplateValidationErrors(),
    schema,
    new parser.NoOperationTraceWriter(),
  )
  const file = context.getFileId(path)
  const reader = createReader(parser, file, text)
  for (const error of reader.errors) context.error(file, error.message, error.range)
  refuseErrors(kind, path, context)
  const root = parser.readTemplate(
    context,
    kind === 'workflow' ? parser.WORKFLOW_ROOT : parser.ACTION_ROOT,
    reader,
    file,
  )
  refuseErrors(kind, path, context)
  if (root === undefined) throw new WorkflowError(`${path} is empty: a ${kind} was wanted`)
  return {
    root,
    convertWorkflow: async () => {
      const model = await parser.convertWorkflowTemplate(context, root)
      refuseErrors(kind, path, context)
      return model
    },
    convertAction: () => {
      const model = parser.convertActionTemplate(context, root)
      refuseErrors(kind, path, context)
      return model
    },
  }
}

type Parser = Awaited<ReturnType<typeof importParser>>

let loading: Promise<Parser> | undefined

/**
 * Loads `@actions/workflow-parser` on first use.
 *
 * Version 0.3.61 imports its two JSON schemas without the `type: json` attribute, which Node refuses
 * (ERR_IMPORT_ATTRIBUTE_MISSING). A load hook, limited to those files and taken off again afterwards, adds the attribute.
 */
function loadParser(): Promise<Parser> {
  loading ??= importParser()
  return loading
}

async function importParser() {
  const hooks = addAttributes()
  try {
    const parts = await Promise.all([
      import('@actions/workflow-parser'),
      import('@actions/workflow-parser/actions/index'),
      import('@actions/workflow-parser/templates/template-context'),
      import('@actions/workflow-parser/templates/template-reader'),
      import('@actions/workflow-parser/templates/tokens/string-token'),
      import('@actions/workflow-parser/workflows/workflow-constants'),
      import('@actions/workflow-parser/workflows/workflow-schema'),
      import('@actions/workflow-parser/workflows/yaml-object-reader'),
    ])
    return {
      ...parts[0],
      ...parts[1],
      ...parts[2],
      ...parts[3],
      ...parts[4],
      ...parts[5],
      ...parts[6],
      ...parts[7],
    }
  } finally {
    hooks?.deregister()
  }
}

/** Undefined where the loader does not take hooks: Jest's, which reads such imports without help. */
function addAttributes(): ReturnType<typeof registerHooks> | undefined {
  try {
    return registerHooks({
      load: (url, context, nextLoad) =>
        /\/@actions\/workflow-parser\/dist\/[\w.-]+\.json$/.test(url)
          ? nextLoad(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
          : nextLoad(url, context),
    })
  } catch {
    return undefined
  }
}

/**
 * A reader whose texts are what YAML says they are. The package's own one takes expressions of multi-line scalars out of
 * the source text, with indentation, folds and quotes still in it, which suits an editor but not a runner.
 */
function createReader(parser: Parser, file: number, text: string): InstanceType<Parser['YamlObjectReader']> {
  class ValueReader extends parser.YamlObjectReader {
    override allowLiteral(): LiteralToken | undefined {
      const token = super.allowLiteral()
      if (token === undefined || !isString(token)) return token
      return new parser.StringToken(token.file, token.range, token.value, token.definitionInfo, token.value)
    }
  }
  return new ValueReader(file, text)
}

function refuseErrors(kind: string, path: string, context: TemplateContext): void {
  const errors = context.errors.getErrors()
  if (errors.length === 0) return
  const findings = [...new Set(errors.map((error) => error.message))]
  throw new WorkflowError(`${path} is not a valid ${kind}:\n${findings.join('\n')}`)
}
