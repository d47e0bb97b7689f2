import { isOid, type Person } from '../../git/object.ts'
import { type Answer, notFound, RestError, type Route, type WriteContext } from '../route.ts'
import { signsFor, writeApiCommit } from '../verification.ts'
import { formatGitCommit } from './commit-body.ts'
import { field, textField, textListField } from './fields.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/git/commits'

export const gitCommitRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    access: 'read',
    permission: 'contents',
    async handle(context) {
      const sha = context.params.commit_sha ?? ''
      const object = isOid(sha) ? await context.repository.git.readObject(sha) : undefined
      const commit = object?.type === 'commit' ? await context.repository.git.readCommit(sha) : undefined
      if (commit === undefined) throw notFound(`${DOCUMENTATION}#get-a-commit-object`)
      return { status: 200, body: formatGitCommit(context, commit) }
    },
  },
  {
    operation: 'POST /repos/{owner}/{repo}/git/commits',
    access: 'write',
    permission: 'contents',
    handle: create,
  },
]

async function create(context: WriteContext): Promise<Answer> {
  const { repository, token, actor, body, state } = context
  const { git } = repository
  const tree = textField(body, 'tree') ?? ''
  const parents = textListField(body, 'parents') ?? []
  if (!isOid(tree) || (await git.readObject(tree))?.type !== 'tree') throw refuse('Tree SHA does not exist')
  for (const parent of parents) {
    if (!isOid(parent) || (await git.readObject(parent))?.type !== 'commit') {
      throw refuse('Parent SHA does not exist or is not a commit object')
    }
  }
  const given = { author: readPerson(field(body, 'author')), committer: readPerson(field(body, 'committer')) }
  const signature = textField(body, 'signature')
  const commit = await writeApiCommit(repository, {
    tree,
    parents,
    message: textField(body, 'message') ?? '',
    now: state.now(),
    actor,
    signed: signature === undefined && signsFor(token.kind, given),
    ...(given.author === undefined ? {} : { author: given.author }),
    ...(given.committer === undefined ? {} : { committer: given.committer }),
    ...(signature === undefined ? {} : { signature }),
  })
  const answer = formatGitCommit(context, commit)
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

/** A person of a request body; undefined when nobody is named. */
export function readPerson(value: unknown): Partial<Person> | undefined {
  const name = textField(value, 'name')
  const email = textField(value, 'email')
  const date = textField(value, 'date')
  if (name === undefined && email === undefined) return undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(date === undefined ? {} : { date: new Date(date) }),
  }
}

function refuse(message: string): RestError {
  return new RestError(422, message, { documentation: `${DOCUMENTATION}#create-a-commit` })
}
