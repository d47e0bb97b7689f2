import type { BranchName, CommitSha } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'

/** A repository as `owner/name`. */
export type RepositoryName = string & { readonly brand: 'RepositoryName' }

const COMMIT_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/
const MAX_REF_LENGTH = 240
/** https://git-scm.com/docs/git-check-ref-format, rules 4 to 10, and every kind of white space. */
const FORBIDDEN_IN_REF = /[\p{Cc} \u00a0~^:?*[\\\u2028\u2029\ufeff]|\.\.|@\{|\/\//u

/**
 * A full commit id in lower-case hex, 40 digits (SHA-1) or 64 (SHA-256). Short ids are refused: they can come
 * to name another commit.
 * @throws ActionError `invalid-commit`
 */
export function parseCommitSha(text: string, label = 'the commit'): CommitSha {
  if (isCommitSha(text)) return text
  throw new ActionError(
    'invalid-commit',
    `${label} is "${text}": wanted a full commit id of 40 lower-case hex digits (64 in a SHA-256 repository).`,
  )
}

export function isCommitSha(text: string): text is CommitSha {
  return COMMIT_SHA.test(text)
}

/**
 * A branch by its short name (`main`, not `refs/heads/main`), by the rules of git-check-ref-format `--branch`:
 * a leading `-`, which git would read as an option, is refused too.
 * @throws ActionError `invalid-branch`
 */
export function parseBranchName(text: string, label = 'the branch'): BranchName {
  if (isBranchName(text)) return text
  const hint = text.startsWith('refs/') ? ` Write "${text.replace(/^refs\/(?:heads\/)?/, '')}".` : ''
  throw new ActionError(
    'invalid-branch',
    `${label} is "${text}": wanted the short name of a branch such as "main" or "release/1.x".${hint}`,
  )
}

export function isBranchName(text: string): text is BranchName {
  return (
    isRefName(text) && !text.startsWith('-') && !text.startsWith('refs/') && text !== 'HEAD' && text !== '@'
  )
}

/** Whether the text can follow `refs/heads/` or `refs/tags/`. */
export function isRefName(text: string): boolean {
  if (text === '' || text.length > MAX_REF_LENGTH || FORBIDDEN_IN_REF.test(text)) return false
  if (text.startsWith('/') || text.endsWith('/') || text.endsWith('.')) return false
  return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}

/** @throws ActionError `invalid-repository` */
export function parseRepositoryName(text: string, label = 'the repository'): RepositoryName {
  if (isRepositoryName(text)) return text
  throw new ActionError(
    'invalid-repository',
    `${label} is "${text}": wanted "owner/name", such as "acme/api".`,
  )
}

export function isRepositoryName(text: string): text is RepositoryName {
  return REPOSITORY_NAME.test(text) && !/\/\.{1,2}$/.test(text) && !text.endsWith('.git')
}
