import { ActionError } from '@gitops-actions/core'

import { checkUrl, describeUrl } from '../http/url.ts'

/** Where a git repository is. Its address holds no credentials. */
export type GitRemote =
  | { readonly kind: 'http'; readonly url: string; readonly origin: string; readonly host: string }
  | { readonly kind: 'ssh'; readonly url: string; readonly host: string }

const SSH_HOST = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/
const SSH_USER = /^[a-zA-Z0-9_](?:[a-zA-Z0-9._-]*)$/
/** What git hands to the shell of the other side, in single quotes. */
const SSH_PATH = /^[\w./~+@-]+$/
const SCP = /^(?:([^@/:]+)@)?([^@/:]+):(?!\/\/)(.+)$/

/**
 * Reads an address: `https://host/path`, `ssh://user@host[:port]/path` or `user@host:path`. Everything else that git
 * would take (`ext::`, `file://`, a path, an option) is refused.
 * @throws ActionError `refused-url`
 */
export function parseRemote(text: string, rules: { readonly plaintext: boolean }): GitRemote {
  if (/^https?:\/\//i.test(text)) {
    const url = checkUrl(text, rules)
    if (url.search !== '' || url.hash !== '') throw refuse(describeUrl(url), 'it has a query or a fragment')
    return { kind: 'http', url: url.href, origin: url.origin, host: url.hostname }
  }
  if (/^ssh:\/\//i.test(text)) return parseSsh(text)
  const [, user = 'git', host = '', path = ''] = SCP.exec(text) ?? []
  if (/^[a-z+]+::?\/\//i.test(text) || host === '') {
    throw refuse(text, 'it is neither https nor ssh')
  }
  return remoteOverSsh(text, { user, host, port: '', path: `/${path}`, relative: true })
}

function parseSsh(text: string): GitRemote {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw refuse(text, 'it is not a URL')
  if (url.password !== '') throw refuse(`ssh://${url.host}`, 'it carries a password')
  const path = url.pathname
  return remoteOverSsh(text, {
    user: url.username === '' ? 'git' : url.username,
    host: url.hostname,
    port: url.port,
    path,
    relative: false,
  })
}

function remoteOverSsh(
  text: string,
  at: { user: string; host: string; port: string; path: string; relative: boolean },
): GitRemote {
  const { user, host, port, path, relative } = at
  // A host that begins with "-" would be read as an option of ssh.
  if (!SSH_HOST.test(host)) throw refuse(text, 'its host is not a name')
  if (!SSH_USER.test(user)) throw refuse(text, 'its user is not a name')
  if (path.length < 2 || !SSH_PATH.test(path) || path.startsWith('/-')) {
    throw refuse(text, 'its path has characters that no repository has')
  }
  const url = relative
    ? `${user}@${host}:${path.slice(1)}`
    : `ssh://${user}@${host}${port === '' ? '' : `:${port}`}${path}`
  return { kind: 'ssh', url, host }
}

function refuse(text: string, why: string): ActionError {
  const shown = text
    .replace(/[\p{Cc}]+/gu, ' ')
    .replace(/[^\s/@]*@/g, '***@')
    .slice(0, 200)
  return new ActionError(
    'refused-url',
    `The git address ${JSON.stringify(shown)} is refused: ${why}. Give "https://host/path.git", "ssh://git@host/path.git" or "git@host:path.git", credentials by their own inputs.`,
  )
}
