import { ActionError } from '@gitops-actions/core'

import type { HttpHeaders } from '../http/contract.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'

export interface RestAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly data: unknown
}

export interface GraphqlError {
  readonly type: string | undefined
  readonly message: string
  /** Of the field that it belongs to, from the root on; empty for the whole request. */
  readonly path: readonly unknown[]
}

export interface GraphqlAnswer extends RestAnswer {
  /** Empty when all went well; there may be data besides. */
  readonly errors: readonly GraphqlError[]
}

/** A member that must be an object. Throws `ActionError` `invalid-answer`, as all of these do. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = memberOf(value, key)
  if (!isJsonObject(found)) throw unexpected(key, 'an object')
  return found
}

/** A member that is an object, or null or absent. */
export function optionalObjectAt(value: unknown, key: string): JsonObject | undefined {
  return memberOf(value, key) === null || memberOf(value, key) === undefined
    ? undefined
    : objectAt(value, key)
}

/** A member that must be text. */
export function textAt(value: unknown, key: string): string {
  const found = memberOf(value, key)
  if (typeof found !== 'string') throw unexpected(key, 'text')
  return found
}

/** A member that must be a number. */
export function numberAt(value: unknown, key: string): number {
  const found = memberOf(value, key)
  if (typeof found !== 'number') throw unexpected(key, 'a number')
  return found
}

/** A member that must be a list. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = memberOf(value, key)
  if (!Array.isArray(found)) throw unexpected(key, 'a list')
  return found as readonly unknown[]
}

/** Characters of it that are read: what is known by its words stands at the beginning, and a body may be of any length. */
export const LONGEST_MESSAGE = 4096

/** The text of an error body: `message` and the messages of `errors`, on one line. */
export function messageOfAnswer(data: unknown): string {
  if (!isJsonObject(data)) return ''
  const errors = Array.isArray(data.errors) ? (data.errors as unknown[]) : []
  const details = errors.map((error) => {
    if (typeof error === 'string') return error
    if (!isJsonObject(error)) return ''
    if (typeof error.message === 'string') return error.message
    return [error.resource, error.field, error.code].filter((part) => typeof part === 'string').join(' ')
  })
  return [typeof data.message === 'string' ? data.message : '', ...details]
    .filter((text) => text !== '')
    .join('; ')
    .slice(0, LONGEST_MESSAGE)
    .replace(/\s+/g, ' ')
    .trim()
}

function memberOf(value: unknown, key: string): unknown {
  return isJsonObject(value) ? value[key] : undefined
}

function unexpected(key: string, wanted: string): ActionError {
  return new ActionError(
    'invalid-answer',
    `the answer has no "${key}" that is ${wanted}: it is not what GitHub answers; check GITHUB_API_URL and GITHUB_GRAPHQL_URL`,
  )
}
