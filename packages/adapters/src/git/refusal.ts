import { ActionError } from '@gitops-actions/core'

import type { Git, GitAnswer } from './git.ts'

/** What a failed exchange with a remote means. */
export function remoteRefusal(git: Git, what: string, { said }: GitAnswer): ActionError {
  const host = git.remote.host
  const text = said.join('\n')
  const detail = quote(said)
  if (
    /\b403\b|permission to .* denied|not allowed to push|insufficient permission|write access .* not granted/i.test(
      text,
    )
  ) {
    return new ActionError(
      'permission-denied',
      `${host} does not let these credentials do ${what}${detail}. Give "token" or "ssh-key" the right to write the environment repository.`,
    )
  }
  if (
    /authentication failed|\b401\b|could not read (?:username|password)|permission denied \(|publickey/i.test(
      text,
    )
  ) {
    return new ActionError(
      'permission-denied',
      `${host} does not accept the credentials for ${what}${detail}. Check "token" with "git-username", or "ssh-key".`,
    )
  }
  if (
    /host key verification failed|no .* host key is known|remote host identification has changed/i.test(text)
  ) {
    return new ActionError(
      'host-key-unknown',
      `The host key of ${host} is not among "ssh-known-hosts"${detail}. Add the line that "ssh-keyscan ${host}" prints, after comparing it with what the host publishes.`,
    )
  }
  if (/couldn't find remote ref|remote branch .* not found/i.test(text)) {
    return new ActionError(
      'branch-not-found',
      `${host} has no such branch for ${what}${detail}. Create it, or name one that exists.`,
    )
  }
  if (/not found|does not appear to be a git repository|does not exist|\b404\b|not exported/i.test(text)) {
    return new ActionError(
      'repository-not-found',
      `There is no repository at ${git.remote.url}, or the credentials do not see it${detail}. Check "git-url" or "repository", and the credentials.`,
    )
  }
  if (/certificate|SSL|TLS/.test(text)) {
    return new ActionError(
      'untrusted-certificate',
      `The certificate of ${host} is not trusted${detail}. Give the authority that signed it as "ca-cert".`,
    )
  }
  return new ActionError('unreachable', `git could not do ${what} with ${host}${detail}. Run again later.`, {
    kind: 'transient',
  })
}

/** What git or the other side said, on one line. */
export function quote(said: readonly string[]): string {
  const lines = said
    .map((line) => line.replace(/^(?:remote|error|fatal): /g, '').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'))
  const text = lines
    .slice(-6)
    .join(' ')
    .replace(/[\p{Cc}]+/gu, ' ')
    .slice(0, 500)
  return text === '' ? '' : ` (it says: ${text.replace(/[.\s]+$/, '')})`
}
