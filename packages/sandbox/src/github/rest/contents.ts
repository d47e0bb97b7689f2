import type { Route } from '../route.ts'
import { readContents } from './contents-read.ts'
import { deleteContents, putContents } from './contents-write.ts'

/** https://docs.github.com/rest/repos/contents */
export const contentsRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/contents/{path}',
    access: 'read',
    permission: 'contents',
    handle: readContents,
  },
  {
    operation: 'PUT /repos/{owner}/{repo}/contents/{path}',
    access: 'write',
    permission: 'contents',
    handle: putContents,
  },
  {
    operation: 'DELETE /repos/{owner}/{repo}/contents/{path}',
    access: 'write',
    permission: 'contents',
    handle: deleteContents,
  },
]
