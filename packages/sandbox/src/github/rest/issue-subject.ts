import type { Issue, PullRequest } from '../resources.ts'
import { notFound, type RepositoryContext } from '../route.ts'
import type { Repository } from '../state.ts'
import { field, listField } from './fields.ts'

/** What issue endpoints work on: every pull request is an issue too. */
export type Subject = Issue | PullRequest

/** The issue or pull request that the path names. @throws RestError 404 */
export function findSubject(context: RepositoryContext): Subject {
  const subject = lookUpSubject(context.repository, Number(context.params.issue_number))
  if (subject === undefined) throw notFound('https://docs.github.com/rest/issues/issues#get-an-issue')
  return subject
}

export function lookUpSubject(repository: Repository, number: number): Subject | undefined {
  return repository.pulls.get(number) ?? repository.issues.get(number)
}

export function isPull(subject: Subject): subject is PullRequest {
  return 'headSha' in subject
}

/** A list of names that may be given as texts, or as objects with a member `key`. */
export function namesField(body: unknown, name: string, key: 'name' | 'login'): string[] | undefined {
  return listField(body, name)?.flatMap((item) => {
    const value = typeof item === 'string' ? item : field(item, key)
    return typeof value === 'string' ? [value] : []
  })
}
