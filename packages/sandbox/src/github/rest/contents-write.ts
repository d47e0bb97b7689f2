import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { type Commit, type TreeChange, type TreeEntry, ZERO_OID } from '../../git/object.ts'
import { updateReferences } from '../reference-update.ts'
import { type Answer, notFound, RestError, type WriteContext } from '../route.ts'
import { signsFor, writeApiCommit } from '../verification.ts'
import { formatGitCommit } from './commit-body.ts'
import { formatEntry } from './contents-body.ts'
import { decodeBase64 } from './encoding.ts'
import { field, textField } from './fields.ts'
import { readPerson } from './git-commits.ts'
import { isSafePath } from './tree-path.ts'

const PUT = 'https://docs.github.com/rest/repos/contents#create-or-update-file-contents'
const DELETE = 'https://docs.github.com/rest/repos/contents#delete-a-file'

interface Target {
  branch: string
  /** `ZERO_OID` in a repository without commits. */
  head: string
  path: string
  /** What is at the path now. */
  present: TreeEntry | undefined
  documentation: string
}

/**
 * Creates or replaces one file. The order of the checks is GitHub's as measured in
 * https://github.com/pome-sh/digital-twins/blob/main/packages/twin-github/FIDELITY.md
 */
export async function putContents(context: WriteContext): Promise<Answer> {
  const { body } = context
  const target = await findTarget(context, PUT)
  const content = decodeBase64(textField(body, 'content') ?? '')
  if (content === undefined) throw refuse(422, 'content is not valid Base64', target)
  const { present, path } = target
  if (present !== undefined) {
    if (present.type !== 'blob') throw refuse(422, `${path} is a directory`, target)
    // A new file's sha is not looked at; a file that is there has to be named.
    const sha = textField(body, 'sha')
    if (sha === undefined) throw refuse(422, 'Invalid request.\n\n"sha" wasn\'t supplied.', target)
    if (sha !== present.oid) throw refuse(409, `${path} does not match ${sha}`, target)
  }
  const mode = present?.mode === '100755' ? '100755' : '100644'
  const commit = await commitChange(context, target, { path, mode, content })
  const entry = await context.repository.git.findEntry(commit.oid, path)
  return {
    status: present === undefined ? 201 : 200,
    body: {
      content: entry === undefined ? null : formatEntry(context, entry, target.branch),
      commit: formatGitCommit(context, commit),
    },
  }
}

/** Deletes one file. */
export async function deleteContents(context: WriteContext): Promise<Answer> {
  const target = await findTarget(context, DELETE)
  const { present, path } = target
  if (present?.type !== 'blob') throw notFound(DELETE)
  const sha = textField(context.body, 'sha') ?? ''
  if (sha !== present.oid) throw refuse(409, `${path} does not match ${sha}`, target)
  const commit = await commitChange(context, target, { path, delete: true })
  return { status: 200, body: { content: null, commit: formatGitCommit(context, commit) } }
}

async function findTarget(context: WriteContext, documentation: string): Promise<Target> {
  const { repository, params, body } = context
  const path = params.path ?? ''
  const branch = (textField(body, 'branch') ?? repository.defaultBranch).replace(/^refs\/heads\//, '')
  const head = await repository.git.resolve(`refs/heads/${branch}`)
  if (head === undefined && (await repository.git.listRefs('refs/heads/')).length > 0) {
    throw new RestError(404, `Branch ${branch} not found`, { documentation })
  }
  if (!isSafePath(path)) {
    throw new RestError(422, 'path contains a malformed path component', { documentation })
  }
  const present = head === undefined ? undefined : await repository.git.findEntry(head, path)
  return { branch, head: head ?? ZERO_OID, path, present, documentation }
}

async function commitChange(context: WriteContext, target: Target, change: TreeChange): Promise<Commit> {
  const { repository, actor, token, body, state } = context
  const exists = target.head !== ZERO_OID
  const given = { author: readPerson(field(body, 'author')), committer: readPerson(field(body, 'committer')) }
  const commit = await writeApiCommit(repository, {
    tree: await repository.git.writeTree(exists ? target.head : undefined, [change]),
    parents: exists ? [target.head] : [],
    message: textField(body, 'message') ?? '',
    now: state.now(),
    actor,
    signed: signsFor(token.kind, given),
    ...(given.author === undefined ? {} : { author: given.author }),
    ...(given.committer === undefined ? {} : { committer: given.committer }),
  })
  const update = { ref: `refs/heads/${target.branch}`, before: target.head, after: commit.oid }
  try {
    await updateReferences(repository, [update], { actor })
  } catch (error) {
    if (!(error instanceof ReferenceMovedError)) throw error
    throw refuse(409, `is at ${error.actual} but expected ${error.expected}`, target)
  }
  return commit
}

function refuse(status: number, message: string, target: Target): RestError {
  return new RestError(status, message, { documentation: target.documentation })
}
