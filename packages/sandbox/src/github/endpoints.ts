import { blobRoutes } from './rest/blobs.ts'
import { branchRoutes } from './rest/branches.ts'
import { commitRoutes } from './rest/commits.ts'
import { compareRoutes } from './rest/compare.ts'
import { contentsRoutes } from './rest/contents.ts'
import { gitCommitRoutes } from './rest/git-commits.ts'
import { referenceRoutes } from './rest/references.ts'
import { repositoryRoutes } from './rest/repository.ts'
import { treeRoutes } from './rest/trees.ts'
import type { Route } from './route.ts'

/** Every REST operation that the sandbox answers. */
export const REST_ROUTES: readonly Route[] = [
  ...repositoryRoutes,
  ...branchRoutes,
  ...referenceRoutes,
  ...blobRoutes,
  ...treeRoutes,
  ...gitCommitRoutes,
  ...commitRoutes,
  ...compareRoutes,
  ...contentsRoutes,
]
