import { isOid } from '../../git/object.ts'
import type { Tag } from '../../git/tag-object.ts'
import { gitNodeId } from '../graphql/node-context.ts'
import {
  type Answer,
  notFound,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { formatTimestamp } from '../state.ts'
import { UNSIGNED } from '../verification.ts'
import { field, textField } from './fields.ts'
import { readPerson } from './git-commits.ts'
import { repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/git/tags'

/** Annotated tag objects; the reference to one is made by `POST git/refs`. */
export const tagRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/git/tags/{tag_sha}',
    access: 'read',
    permission: 'contents',
    handle: read,
  },
  {
    operation: 'POST /repos/{owner}/{repo}/git/tags',
    access: 'write',
    permission: 'contents',
    handle: create,
  },
]

async function read(context: RepositoryContext): Promise<Answer> {
  const sha = context.params.tag_sha ?? ''
  const tag = isOid(sha) ? await context.repository.git.readTag(sha) : undefined
  if (tag === undefined) throw notFound(`${DOCUMENTATION}#get-a-tag`)
  return { status: 200, body: format(context, sha, tag) }
}

async function create(context: WriteContext): Promise<Answer> {
  const { repository, body, actor, state } = context
  const object = textField(body, 'object') ?? ''
  const type = isOid(object) ? (await repository.git.readObject(object))?.type : undefined
  if (type === undefined || type !== textField(body, 'type')) {
    throw new RestError(422, 'Object does not exist or is not of that type', { documentation: DOCUMENTATION })
  }
  const given = readPerson(field(body, 'tagger'))
  const tag: Tag = {
    name: textField(body, 'tag') ?? '',
    message: textField(body, 'message') ?? '',
    object,
    type,
    tagger: { name: actor.name, email: actor.email, date: state.now(), ...given },
  }
  const sha = await repository.git.writeTag(tag)
  const answer = format(context, sha, tag)
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

function format(context: RepositoryContext, sha: string, tag: Tag): Record<string, unknown> {
  const url = `${repositoryUrl(context.urls, context.repository)}/git`
  const { name, email, date } = tag.tagger
  return {
    node_id: gitNodeId('TA', context.repository, sha),
    sha,
    url: `${url}/tags/${sha}`,
    tag: tag.name,
    message: tag.message.replace(/\n$/, ''),
    tagger: { name, email, date: formatTimestamp(date) },
    object: { sha: tag.object, type: tag.type, url: `${url}/${tag.type}s/${tag.object}` },
    verification: UNSIGNED,
  }
}
