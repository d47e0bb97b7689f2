import type { TreeEntry } from '../../git/object.ts'
import type { BaseUrls } from '../route.ts'
import type { Repository } from '../state.ts'
import { encodePath } from './commit-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

/** What every form of content has in common. `ref` is the name the caller used, or the branch. */
export function formatEntry(
  context: { urls: BaseUrls; repository: Repository },
  entry: TreeEntry,
  ref: string,
): Record<string, unknown> {
  const { urls, repository } = context
  const path = encodePath(entry.path)
  const api = repositoryUrl(urls, repository)
  const page = repositoryPage(urls, repository)
  const isDirectory = entry.type === 'tree'
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const git = entry.type === 'commit' ? null : `${api}/git/${entry.type}s/${entry.oid}`
  const html = `${page}/${isDirectory ? 'tree' : 'blob'}/${ref}/${path}`
  return {
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    sha: entry.oid,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? `${page}/raw/${ref}/${path}` : null,
    type: typeOf(entry),
    _links: { self: url, git, html },
  }
}

function typeOf(entry: TreeEntry): 'file' | 'dir' | 'symlink' | 'submodule' {
  if (entry.mode === '120000') return 'symlink'
  if (entry.type === 'tree') return 'dir'
  return entry.type === 'commit' ? 'submodule' : 'file'
}
