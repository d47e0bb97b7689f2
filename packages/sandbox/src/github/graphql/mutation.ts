import { createCommitOnBranch } from './mutation-commit.ts'
import { createRef, deleteRef, updateRef, updateRefs } from './mutation-refs.ts'
import {
  addComment,
  closePullRequest,
  disableAutoMerge,
  enableAutoMerge,
  enqueuePullRequest,
} from './mutation-pull-request.ts'
import type { NodeContext } from './node-context.ts'

type Resolver<Input> = (context: NodeContext, input: Input) => Promise<object>

/** The fields of `Mutation` that the sandbox answers. Every one takes `input` and gives back its `clientMutationId`. */
export function createMutationRoot(context: NodeContext): object {
  return {
    createCommitOnBranch: bind(context, createCommitOnBranch),
    updateRefs: bind(context, updateRefs),
    createRef: bind(context, createRef),
    updateRef: bind(context, updateRef),
    deleteRef: bind(context, deleteRef),
    enablePullRequestAutoMerge: bind(context, enableAutoMerge),
    disablePullRequestAutoMerge: bind(context, disableAutoMerge),
    enqueuePullRequest: bind(context, enqueuePullRequest),
    closePullRequest: bind(context, closePullRequest),
    addComment: bind(context, addComment),
  }
}

function bind<Input extends { clientMutationId?: string | null }>(
  context: NodeContext,
  resolve: Resolver<Input>,
): (args: { input: Input }) => Promise<object> {
  return async ({ input }) => ({
    ...(await resolve(context, input)),
    clientMutationId: input.clientMutationId ?? null,
  })
}
