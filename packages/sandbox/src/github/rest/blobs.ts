import { isOid } from '../../git/object.ts'
import {
  type Answer,
  notFound,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { gitNodeId } from '../graphql/node-context.ts'
import { decodeBase64, encodeBase64, wantsRaw } from './encoding.ts'
import { textField } from './fields.ts'
import { repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/git/blobs'

/** Largest blob the API serves: https://docs.github.com/rest/git/blobs#get-a-blob */
const LARGEST = 100 * 1024 * 1024

export const blobRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    access: 'read',
    permission: 'contents',
    handle: read,
  },
  {
    operation: 'POST /repos/{owner}/{repo}/git/blobs',
    access: 'write',
    permission: 'contents',
    handle: create,
  },
]

async function read(context: RepositoryContext): Promise<Answer> {
  const { repository, params, urls } = context
  const sha = params.file_sha ?? ''
  if (!isOid(sha)) {
    const message = 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].'
    throw new RestError(422, message, { documentation: `${DOCUMENTATION}#get-a-blob` })
  }
  const object = await repository.git.readObject(sha)
  if (object?.type !== 'blob') throw notFound(`${DOCUMENTATION}#get-a-blob`)
  if (wantsRaw(context.headers.accept)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
      body: object.content,
    }
  }
  if (object.content.length > LARGEST) {
    throw new RestError(403, 'This API returns blobs up to 100 MB in size.', {
      errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
      documentation: `${DOCUMENTATION}#get-a-blob`,
    })
  }
  return {
    status: 200,
    body: {
      sha,
      node_id: gitNodeId('B', repository, sha),
      size: object.content.length,
      url: `${repositoryUrl(urls, repository)}/git/blobs/${sha}`,
      content: encodeBase64(object.content),
      encoding: 'base64',
    },
  }
}

async function create(context: WriteContext): Promise<Answer> {
  const { repository, urls, body } = context
  const text = textField(body, 'content') ?? ''
  const content = textField(body, 'encoding') === 'base64' ? decodeBase64(text) : Buffer.from(text, 'utf8')
  if (content === undefined) {
    throw new RestError(422, 'content is not valid Base64', {
      documentation: `${DOCUMENTATION}#create-a-blob`,
    })
  }
  const sha = await repository.git.writeBlob(content)
  const url = `${repositoryUrl(urls, repository)}/git/blobs/${sha}`
  return { status: 201, body: { sha, url }, headers: { location: url } }
}
