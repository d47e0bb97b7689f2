import { paginate, type RepositoryContext, RestError, type Route } from '../route.ts'
import { requiredContexts, rulesFor } from '../rules.ts'
import { formatCommit } from './commit-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/branches/branches'

export const branchRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/branches',
    access: 'read',
    permission: 'contents',
    async handle(context) {
      const { repository } = context
      const refs = await repository.git.listRefs('refs/heads/')
      const branches = refs.map(({ name, oid }) => describe(context, name.slice('refs/heads/'.length), oid))
      const wanted = context.query.get('protected')
      const kept = branches.filter((branch) => wanted === null || branch.protected === (wanted === 'true'))
      const page = paginate(context, `/repos/${repository.fullName}/branches`, kept)
      return { status: 200, body: page.items, headers: page.headers }
    },
  },
  {
    operation: 'GET /repos/{owner}/{repo}/branches/{branch}',
    access: 'read',
    permission: 'contents',
    async handle(context) {
      const { repository, urls } = context
      const name = context.params.branch ?? ''
      const commit = await repository.git.readCommit(`refs/heads/${name}`)
      if (commit === undefined) {
        throw new RestError(404, 'Branch not found', { documentation: `${DOCUMENTATION}#get-a-branch` })
      }
      const short = describe(context, name, commit.oid)
      return {
        status: 200,
        body: {
          ...short,
          commit: formatCommit(context, commit),
          _links: {
            self: `${repositoryUrl(urls, repository)}/branches/${name}`,
            html: `${repositoryPage(urls, repository)}/tree/${name}`,
          },
        },
      }
    },
  },
  {
    operation: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    access: 'read',
    permission: 'metadata',
    handle(context) {
      const { repository } = context
      const rules = rulesFor(repository, context.params.branch ?? '').map(({ ruleset, rule }) => ({
        type: rule.type,
        ...(rule.parameters === undefined ? {} : { parameters: rule.parameters }),
        ruleset_source_type: 'Repository',
        ruleset_source: repository.fullName,
        ruleset_id: ruleset.id,
      }))
      const path = `/repos/${repository.fullName}/rules/branches/${context.params.branch ?? ''}`
      const page = paginate(context, path, rules)
      return { status: 200, body: page.items, headers: page.headers }
    },
  },
]

/** Rulesets do not show in the classic `protection`: https://docs.github.com/rest/branches/branch-protection */
function describe(context: RepositoryContext, name: string, sha: string): Record<string, unknown> {
  const { repository, urls } = context
  const url = repositoryUrl(urls, repository)
  const rules = rulesFor(repository, name).map(({ rule }) => rule)
  const contexts = rules.flatMap(requiredContexts)
  return {
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: rules.length > 0,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: 'off', contexts, checks: [] },
    },
    protection_url: `${url}/branches/${name}/protection`,
  }
}
