import { readGit, runGit } from './git-command.ts'
import { type Comparison, type FileChange, ZERO_OID } from './object.ts'

/** How `head` relates to `base`; undefined when they share no history. */
export async function compareCommits(
  directory: string,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const { code, stdout } = await runGit(['merge-base', base, head], { cwd: directory, accept: [0, 1] })
  if (code !== 0) return undefined
  const mergeBase = stdout.toString('utf8').trim()
  const counts = await readGit(['rev-list', '--left-right', '--count', `${base}...${head}`], {
    cwd: directory,
  })
  const [behindBy = 0, aheadBy = 0] = counts.split(/\s+/).map(Number)
  const list = await readGit(['rev-list', '--reverse', `${base}..${head}`], { cwd: directory })
  return {
    status: relate(aheadBy, behindBy),
    aheadBy,
    behindBy,
    base,
    head,
    mergeBase,
    commits: list.split('\n').filter((oid) => oid !== ''),
  }
}

/** Files that differ between two trees or commits: renames found, hunks attached. */
export async function listChangedFiles(directory: string, from: string, to: string): Promise<FileChange[]> {
  const common = ['diff-tree', '-r', '-z', '-M', '--no-commit-id']
  const raw = await readGit([...common, '--raw', '--abbrev=40', from, to], { cwd: directory })
  const numbers = await readGit([...common, '--numstat', from, to], { cwd: directory })
  const patches = await readGit(['diff-tree', '-r', '-M', '--no-commit-id', '-p', from, to], {
    cwd: directory,
  })
  const counts = parseNumstat(numbers)
  const hunks = splitPatches(patches)
  return parseRaw(raw).map((change, index) => {
    const count = counts[index]
    const patch = hunks.shift()
    // A file that became a link is a removal and an addition in the diff's text.
    if (change.status === 'changed') hunks.shift()
    const file = { ...change, additions: count?.additions ?? 0, deletions: count?.deletions ?? 0 }
    return patch === undefined ? file : { ...file, patch }
  })
}

function relate(ahead: number, behind: number): Comparison['status'] {
  if (ahead === 0 && behind === 0) return 'identical'
  if (ahead > 0 && behind > 0) return 'diverged'
  return ahead > 0 ? 'ahead' : 'behind'
}

function parseRaw(text: string): Omit<FileChange, 'additions' | 'deletions' | 'patch'>[] {
  const fields = text.split('\0')
  const changes = []
  for (let at = 0; at < fields.length;) {
    const match = /^:\d+ \d+ ([0-9a-f]{40}) ([0-9a-f]{40}) ([A-Z])\d*$/.exec(fields[at] ?? '')
    if (match === null) break
    const [, before = '', after = '', letter = ''] = match
    const status = toStatus(letter)
    const oid = after === ZERO_OID ? before : after
    if (status === 'renamed' || status === 'copied') {
      changes.push({ path: fields[at + 2] ?? '', previousPath: fields[at + 1] ?? '', status, oid })
      at += 3
    } else {
      changes.push({ path: fields[at + 1] ?? '', status, oid })
      at += 2
    }
  }
  return changes
}

function toStatus(letter: string): FileChange['status'] {
  const names: Record<string, FileChange['status']> = {
    A: 'added',
    D: 'removed',
    R: 'renamed',
    C: 'copied',
    T: 'changed',
  }
  return names[letter] ?? 'modified'
}

function parseNumstat(text: string): { additions: number; deletions: number }[] {
  const fields = text.split('\0')
  const counts = []
  for (let at = 0; at < fields.length;) {
    const match = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(fields[at] ?? '')
    if (match === null) break
    counts.push({ additions: Number(match[1]) || 0, deletions: Number(match[2]) || 0 })
    // A rename leaves the path empty and puts both names into fields of their own.
    at += match[3] === '' ? 3 : 1
  }
  return counts
}

/** The part of every file's diff that begins at its first hunk, which is what GitHub calls `patch`. */
function splitPatches(text: string): (string | undefined)[] {
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const start = part.search(/^@@ /m)
      return start < 0 ? undefined : part.slice(start).replace(/\n$/, '')
    })
}
