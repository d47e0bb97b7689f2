import { ActionError } from '../report/error.ts'

const ENVIRONMENT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/

/** Whether the text can name an environment: a part of a path, of a branch and of a Git tag. */
export function isEnvironmentName(text: string): boolean {
  return ENVIRONMENT_NAME.test(text) && !text.includes('..') && !text.endsWith('.lock')
}

/** @throws ActionError `invalid-environment` */
export function parseEnvironmentName(text: string, label = 'the environment'): string {
  if (isEnvironmentName(text)) return text
  throw new ActionError(
    'invalid-environment',
    `${label} is ${JSON.stringify(text.slice(0, 80))}: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging".`,
  )
}
