import type { GitAccess, GitExchange, GitService } from '../git/exchange.ts'
import { createGitHandler, type GitHandler } from '../git/http-backend.ts'
import { ZERO_OID } from '../git/object.ts'
import { type PushRefusal, RULESET_REASON } from '../git/push.ts'
import { type FaultAnswer, type FaultScript, fillAnswer, prepareFault } from './faults.ts'
import { announce } from './reference-update.ts'
import type { AccessToken } from './resources.ts'
import { findViolations, formatPushViolations, rulesFor } from './rules.ts'
import type { GitHubState, Repository } from './state.ts'

export interface GitEndpointOptions {
  state: GitHubState
  faults: FaultScript
  serverUrl: () => string
  onExchange: (exchange: GitExchange, login: string | undefined) => void
}

/** Clones and pushes of the repositories that the API serves, under the same tokens and rules. */
export function createGitEndpoint(options: GitEndpointOptions): GitHandler {
  const { state, faults } = options
  return createGitHandler({
    authorize: (request) => authorize(state, request),
    async disturb(exchange) {
      const effect = faults.take(`${exchange.service} ${exchange.step}`, {
        path: exchange.path,
        body: undefined,
      })
      await prepareFault(effect, state)
      return {
        ...(effect.instead === undefined ? {} : { answerInstead: toText(effect.instead) }),
        ...(effect.afterActing === undefined ? {} : { answerAfter: toText(effect.afterActing) }),
        cutBefore: effect.cut === 'before',
        cutAfter: effect.cut === 'after',
      }
    },
    async beforeReceive(push) {
      const repository = find(state, push.repository)
      const effect = faults.take('git-receive-pack update', { path: push.repository, body: push.commands })
      await prepareFault(effect, state)
      const actor = state.account(push.login)
      const refusals: PushRefusal[] = []
      for (const command of push.commands) {
        refusals.push(...(await judge(repository, { ...command, actor }, options.serverUrl())))
      }
      return refusals
    },
    async afterReceive(push) {
      const repository = find(state, push.repository)
      const actor = state.account(push.login)
      for (const { ref, before, after } of push.commands) {
        const now = (await repository.git.readRef(ref))?.oid ?? ZERO_OID
        if (now === after) await announce(repository, { ref, before, after, actor })
      }
    },
    onExchange: (exchange, token) => {
      options.onExchange(exchange, token === undefined ? undefined : state.findToken(token)?.account.login)
    },
  })
}

function authorize(
  state: GitHubState,
  request: { repository: string; service: GitService; token: string | undefined },
): GitAccess {
  const token = request.token === undefined ? undefined : state.findToken(request.token)
  const needed = { allowed: false, status: 401 } as const
  if (request.token !== undefined && token === undefined)
    return { ...needed, message: 'Invalid username or token.\n' }
  const repository = state.findRepository(request.repository) ?? state.findRenamed(request.repository)
  if (repository === undefined || !state.sees(token, repository)) {
    if (token === undefined) return { ...needed, message: 'Repository not found.\n' }
    return { allowed: false, status: 404, message: 'Repository not found.\n' }
  }
  const access = state.access(token, repository, 'contents')
  if (request.service === 'git-receive-pack' && access !== 'write') {
    if (token === undefined) return { ...needed, message: 'Authentication required.\n' }
    return { allowed: false, status: 403, message: denial(token, repository) }
  }
  if (access === 'none')
    return { allowed: false, status: 403, message: 'Resource not accessible by integration\n' }
  return { allowed: true, directory: repository.git.directory, login: token?.account.login ?? 'anonymous' }
}

function denial(token: AccessToken, repository: Repository): string {
  return token.kind === 'pat'
    ? `Permission to ${repository.fullName}.git denied to ${token.account.login}.\n`
    : 'Write access to repository not granted.\n'
}

async function judge(
  repository: Repository,
  change: Parameters<typeof findViolations>[1],
  serverUrl: string,
): Promise<PushRefusal[]> {
  const { ref } = change
  const rulesUrl = `${serverUrl}/${repository.fullName}/rules?ref=${encodeURIComponent(ref)}`
  const violations = await findViolations(repository, change)
  if (violations.length > 0) {
    return [{ ref, reason: RULESET_REASON, lines: formatPushViolations(ref, violations, rulesUrl) }]
  }
  const forced = rulesFor(repository, ref.replace(/^refs\/heads\//, '')).filter(
    ({ rule, ruleset }) => rule.type === 'non_fast_forward' && !ruleset.bypass.includes(change.actor.login),
  )
  if (forced.length === 0 || change.before === ZERO_OID || change.after === ZERO_OID) return []
  const messages = forced.map((found) => ({ ...found, message: 'Cannot force-push to this branch' }))
  return [
    { ref, reason: RULESET_REASON, lines: formatPushViolations(ref, messages, rulesUrl), onlyForced: true },
  ]
}

function find(state: GitHubState, fullName: string): Repository {
  const repository = state.findRepository(fullName) ?? state.findRenamed(fullName)
  if (repository === undefined) throw new Error(`${fullName} disappeared during a push`)
  return repository
}

function toText(scripted: FaultAnswer): { status: number; body: string } {
  const { status, body } = fillAnswer(scripted)
  return { status, body: typeof body === 'string' ? body : `${JSON.stringify(body ?? '')}\n` }
}
