import { blobRoutes } from './rest/blobs.ts'
import { branchRoutes } from './rest/branches.ts'
import { commitRoutes } from './rest/commits.ts'
import { compareRoutes } from './rest/compare.ts'
import { contentsRoutes } from './rest/contents.ts'
import { gitCommitRoutes } from './rest/git-commits.ts'
import { referenceRoutes } from './rest/references.ts'
import { repositoryRoutes } from './rest/repository.ts'
import { treeRoutes } from './rest/trees.ts'
import { checkRunRoutes } from './rest/check-runs.ts'
import { deploymentRoutes } from './rest/deployments.ts'
import { deploymentStatusRoutes } from './rest/deployment-statuses.ts'
import { dispatchRoutes } from './rest/dispatches.ts'
import { identityRoutes } from './rest/identity.ts'
import { installationRoutes } from './rest/installations.ts'
import { issueRoutes } from './rest/issues.ts'
import { issueCommentRoutes } from './rest/issue-comments.ts'
import { labelRoutes } from './rest/labels.ts'
import { mergeRoutes } from './rest/merges.ts'
import { milestoneRoutes } from './rest/milestones.ts'
import { pullMergeRoutes } from './rest/pull-merge.ts'
import { pullRoutes } from './rest/pulls.ts'
import { reviewerRoutes } from './rest/reviewers.ts'
import { statusRoutes } from './rest/statuses.ts'
import { tagRoutes } from './rest/tags.ts'
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
  ...checkRunRoutes,
  ...deploymentRoutes,
  ...deploymentStatusRoutes,
  ...dispatchRoutes,
  ...issueRoutes,
  ...issueCommentRoutes,
  ...labelRoutes,
  ...mergeRoutes,
  ...milestoneRoutes,
  ...pullMergeRoutes,
  ...pullRoutes,
  ...reviewerRoutes,
  ...statusRoutes,
  ...tagRoutes,
  ...identityRoutes,
  ...installationRoutes,
]
