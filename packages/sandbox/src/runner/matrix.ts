import { WorkflowError } from './error.ts'
import { toText, type Value } from './expressions.ts'

export type Combination = Readonly<Record<string, Value>>

/**
 * Expands a job's evaluated `strategy.matrix`: the product of its axes, without the excluded ones, then `include`, whose
 * entries extend every combination they do not contradict, or stand for themselves.
 *
 * https://docs.github.com/actions/writing-workflows/choosing-what-your-workflow-does/running-variations-of-jobs-in-a-workflow
 *
 * @throws WorkflowError when an axis is not a list or is empty, or more than 256 jobs would come out.
 */
export function expandMatrix(matrix: Value): Combination[] {
  if (!isMap(matrix)) throw new WorkflowError("'strategy.matrix' must be a mapping of lists")
  const axes = Object.entries(matrix).filter(([key]) => key !== 'include' && key !== 'exclude')
  const excluded = readEntries(matrix, 'exclude')
  const product = multiply(axes).filter(
    (combination) => !excluded.some((entry) => agrees(combination, entry)),
  )
  const result = applyIncludes(product, readEntries(matrix, 'include'), new Set(axes.map(([key]) => key)))
  if (result.length === 0)
    throw new WorkflowError("'strategy.matrix' gives no combination: it must define at least one")
  if (result.length > 256)
    throw new WorkflowError(`'strategy.matrix' gives ${result.length} jobs; GitHub allows 256 in one run`)
  return result
}

/** What GitHub writes behind the job's name: its values in order. */
export function describeCombination(combination: Combination): string {
  return Object.values(combination).flatMap(flattenTexts).join(', ')
}

function multiply(axes: readonly (readonly [string, Value])[]): Combination[] {
  if (axes.length === 0) return []
  let combinations: Combination[] = [{}]
  for (const [key, values] of axes) {
    if (!isList(values) || values.length === 0) {
      throw new WorkflowError(`'strategy.matrix.${key}' must be a list with at least one value`)
    }
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [key]: value })),
    )
  }
  return combinations
}

function applyIncludes(
  product: readonly Combination[],
  includes: readonly Combination[],
  axes: ReadonlySet<string>,
): Combination[] {
  const extended = [...product]
  const added: Combination[] = []
  for (const include of includes) {
    // Only original values may not be overwritten; values that earlier includes added may be.
    const original = Object.fromEntries(Object.entries(include).filter(([key]) => axes.has(key)))
    const fits = product.map((combination) => agrees(combination, original))
    if (fits.includes(true)) {
      fits.forEach((fit, index) => {
        if (fit) extended[index] = { ...extended[index], ...include }
      })
    } else {
      added.push(include)
    }
  }
  return [...extended, ...added]
}

function readEntries(matrix: Combination, key: 'include' | 'exclude'): readonly Combination[] {
  const value = matrix[key]
  if (value === undefined || value === null) return []
  if (!isList(value) || !value.every(isMap))
    throw new WorkflowError(`'strategy.matrix.${key}' must be a list of mappings`)
  return value
}

function agrees(combination: Combination, entry: Combination): boolean {
  return Object.entries(entry).every(([key, value]) => contains(combination[key], value))
}

/** Objects agree when every member given agrees, everything else when it is equal as JSON. */
function contains(value: Value | undefined, wanted: Value): boolean {
  if (value === undefined) return false
  if (isMap(value) && isMap(wanted)) return agrees(value, wanted)
  return JSON.stringify(value) === JSON.stringify(wanted)
}

function flattenTexts(value: Value): string[] {
  if (isList(value)) return value.flatMap(flattenTexts)
  if (isMap(value)) return Object.values(value).flatMap(flattenTexts)
  return value === null ? [] : [toText(value)]
}

function isMap(value: Value | undefined): value is Combination {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
