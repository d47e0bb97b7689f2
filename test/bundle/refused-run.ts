import { expect } from '@jest/globals'
import type { ActionRun, ActionStep } from './action-process.ts'

/** A run that must be refused, and what its error has to say. */
export interface Refusal {
  readonly inputs?: Record<string, string> | (() => Record<string, string>)
  readonly step?: Partial<ActionStep> | (() => Partial<ActionStep> | Promise<Partial<ActionStep>>)
  /** What the error says, in this order: what was given, what was wanted, what to do. */
  readonly says: readonly (string | RegExp)[]
  readonly code: string
}

/** The inputs and the surroundings of a case, made now. */
export async function prepareRefusal({
  inputs = {},
  step = {},
}: Refusal): Promise<{ inputs: Record<string, string>; step: Partial<ActionStep> }> {
  return {
    inputs: typeof inputs === 'function' ? inputs() : inputs,
    step: typeof step === 'function' ? await step() : step,
  }
}

/** The same for every refusal: one error of a sentence and a code, one summary, exit 1, nothing else. */
export function expectRefused(action: string, ended: ActionRun, { says, code }: Refusal): void {
  const [error, ...more] = ended.annotations.filter(({ level }) => level === 'error')
  expect(more).toEqual([])
  const message = error?.message ?? ''
  for (const part of says) {
    if (typeof part === 'string') expect(message).toContain(part)
    else expect(message).toMatch(part)
  }
  expect(message).toMatch(new RegExp(`\\(${code}\\)$`))
  expect(ended.code).toBe(1)
  expect(ended.outputs).toEqual({ outcome: 'failed' })
  expect(ended.summary.match(new RegExp(`^### ${action}: failed$`, 'gm'))).toHaveLength(1)
  expect(ended.summary).toContain(`Code: \`${code}\``)
  expect(ended.stderr).toBe('')
  expect(ended.leftovers).toBe('')
}
