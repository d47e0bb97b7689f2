import { ActionError } from '../report/error.ts'

/** A path inside a repository: relative, `/` between its parts, no part that could lead outside or into `.git`. */
export type RepositoryPath = string & { readonly brand: 'RepositoryPath' }

const MAX_LENGTH = 1000
const CONTROL = /\p{Cc}/u
/** Characters that HFS+ leaves out of names, so that `.g\u200cit` is `.git`: https://github.com/git/git/blob/master/utf8.c */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

/**
 * Checks the path of a file or directory of a repository; `./` in front and `/` at the end are taken off. `.` is the root, ''.
 * @param label what the path is, for the error: `input "files"`
 * @throws ActionError `invalid-path`
 */
export function parseRepositoryPath(text: string, label = 'the path'): RepositoryPath {
  const path = text.replace(/^(?:\.\/)+/, '').replace(/\/$/, '')
  const reason = path === '.' || text === './' ? undefined : refusalOf(path)
  if (reason !== undefined) {
    throw new ActionError(
      'invalid-path',
      `${label} is ${JSON.stringify(text.slice(0, 200))}, which ${reason}: wanted a path from the root of the repository, such as "environments/production".`,
    )
  }
  return (path === '.' ? '' : path) as RepositoryPath
}

function refusalOf(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  if (CONTROL.test(path)) return 'holds a control character'
  if (path.includes('\\')) return 'holds a backslash'
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute'
  for (const part of path.split('/')) {
    const reason = refusalOfPart(part)
    if (reason !== undefined) return reason
  }
  return undefined
}

function refusalOfPart(part: string): string | undefined {
  const name = part.replace(IGNORED_BY_HFS, '').toLowerCase()
  if (name === '') return 'has an empty part'
  if (name === '..' || name === '.') return `has a part "${name}"`
  if (/[. ]$/.test(name)) return 'has a part that ends in a dot or a space'
  // NTFS: a short name, or a stream of the directory itself.
  if (/^(?:\.git|git~\d+)(?::.*)?$/.test(name)) return 'leads into the ".git" directory'
  return undefined
}
