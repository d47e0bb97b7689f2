import { notFound, type Route } from '../route.ts'
import { formatFullRepository } from './repository-body.ts'

export const repositoryRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}',
    access: 'read',
    permission: 'metadata',
    handle: (context) => ({ status: 200, body: formatFullRepository(context, context.repository) }),
  },
  {
    operation: 'GET /repos/{owner}/{repo}/collaborators/{username}',
    access: 'read',
    permission: 'metadata',
    handle({ repository, params }) {
      const wanted = (params.username ?? '').toLowerCase()
      const found = [...repository.collaborators].some((login) => login.toLowerCase() === wanted)
      if (!found)
        throw notFound(
          'https://docs.github.com/rest/collaborators/collaborators#check-if-a-user-is-a-repository-collaborator',
        )
      return { status: 204 }
    },
  },
]
