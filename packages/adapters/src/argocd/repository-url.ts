/** Names under which a host answers besides its own: https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ssh.github.com', 'github.com'],
  ['www.github.com', 'github.com'],
])

/**
 * A repository URL in one form, so that the ways to write the same repository compare equal: `host/path` in lower case,
 * without scheme, user, `.git` and the ports that say nothing about the repository: default ones, and every one of ssh.
 */
export function normaliseRepositoryUrl(url: string): string {
  const [, scheme = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url.trim()) ?? readScp(url.trim())
  const [authority = '', ...segments] = rest.split('/')
  const host = authority.replace(/^.*@/, '').toLowerCase()
  const isSsh = /^(?:git\+)?ssh(?:\+git)?$/i.test(scheme)
  const named = host.replace(isSsh ? /:\d*$/ : (DEFAULT_PORT.get(scheme.toLowerCase()) ?? /:$/), '')
  const path = segments
    .filter((segment) => segment !== '')
    .join('/')
    .replace(/\.git$/i, '')
    .toLowerCase()
  return `${ALIASES.get(named) ?? named}/${path}`
}

const DEFAULT_PORT: ReadonlyMap<string, RegExp> = new Map([
  ['https', /:(?:443)?$/],
  ['http', /:(?:80)?$/],
  ['git', /:(?:9418)?$/],
])

/** `user@host:path`, git's own short form of ssh: https://git-scm.com/docs/git-clone#_git_urls */
function readScp(text: string): readonly string[] {
  const scp = /^(?:([^@/]+)@)?(\[[^\]]+\]|[^/:]+):(.*)$/s.exec(text)
  if (scp === null) return ['', '', text]
  return ['', 'ssh', `${scp[2] ?? ''}/${scp[3] ?? ''}`]
}
