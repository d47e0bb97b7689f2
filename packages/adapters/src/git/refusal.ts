import { ActionError } from '@gitops-actions/core'

import type { GitRemote } from './remote.ts'

/** Whoever knows which remote an exchange was with. */
export interface RemoteSide {
  readonly remote: GitRemote
}

/** What a failed exchange with a remote means. */
export function remoteRefusal(
  { remote }: RemoteSide,
  what: string,
  { said }: { readonly said: readonly string[] },
): ActionError {
  const host = remote.host
  const text = said.join('\n')
  const detail = quote(said)
  if (
    /returned error: 403|permission to .* denied|not allowed to push|insufficient permission|write access .* not granted/i.test(
      text,
    )
  ) {
    return new ActionError(
      'permission-denied',
      `${host} does not let these credentials do ${what}${detail}. Give "token" or "ssh-key" the right to write the environment repository.`,
    )
  }
  if (/^load key .*: /im.test(text)) {
    return new ActionError(
      'invalid-ssh-key',
      `The input "ssh-key" is not a private SSH key without a passphrase${detail}. Give the whole text of such a key, its first and last line included.`,
    )
  }
  if (
    /authentication failed|returned error: 401|could not read (?:username|password)|permission denied \(|publickey/i.test(
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
  if (/returned error: 30\d|redirect/i.test(text)) {
    return new ActionError(
      'repository-not-found',
      `${host} sends us on to another address, and credentials are not sent there${detail}. Give the address where the repository is now as "git-url" or "repository".`,
    )
  }
  if (text.includes('returned error: 429')) {
    return new ActionError('rate-limited', `${host} takes no more requests now${detail}. Run again later.`, {
      kind: 'transient',
    })
  }
  if (/mismatched algorithms|does not support this repository's object format/i.test(text)) {
    return new ActionError(
      'unsupported-repository',
      `${remote.url} names its objects by SHA-256${detail}, and only SHA-1 repositories are written by git here.`,
    )
  }
  if (
    /not found|could not be found|does not appear to be a git repository|does not exist|returned error: 404|not exported/i.test(
      text,
    )
  ) {
    return new ActionError(
      'repository-not-found',
      `There is no repository at ${remote.url}, or the credentials do not see it${detail}. Check "git-url" or "repository", and the credentials.`,
    )
  }
  // Not every word of TLS: a connection that was cut speaks of it as well, and that is no reason to give up.
  if (/certificate (?:problem|verif|is not|subject|has expired)|local issuer|self.?signed/i.test(text)) {
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
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 500)
  return text === '' ? '' : ` (it says: ${text.replace(/[.\s]+$/, '')})`
}
