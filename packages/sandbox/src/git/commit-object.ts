import type { Commit, Person } from './object.ts'

/** Reads the content of a commit object (git-cat-file's `contents`). */
export function parseCommit(oid: string, content: Buffer): Commit {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const headers = unfold(end < 0 ? text : text.slice(0, end))
  const message = end < 0 ? '' : text.slice(end + 2)
  const commit: Commit = {
    oid,
    tree: first(headers, 'tree'),
    parents: headers.filter((header) => header.name === 'parent').map((header) => header.value),
    author: parsePerson(first(headers, 'author')),
    committer: parsePerson(first(headers, 'committer')),
    message,
    payload: fold(headers.filter((header) => header.name !== 'gpgsig')) + '\n' + message,
  }
  const signature = headers.find((header) => header.name === 'gpgsig')
  if (signature !== undefined) commit.signature = signature.value
  return commit
}

/** Writes the content of a commit object, ready for `git hash-object -t commit`. */
export function formatCommit(commit: Omit<Commit, 'oid' | 'payload'>): { content: string; payload: string } {
  const headers = [
    { name: 'tree', value: commit.tree },
    ...commit.parents.map((parent) => ({ name: 'parent', value: parent })),
    { name: 'author', value: formatPerson(commit.author) },
    { name: 'committer', value: formatPerson(commit.committer) },
  ]
  const payload = fold(headers) + '\n' + commit.message
  if (commit.signature === undefined) return { content: payload, payload }
  return {
    content: fold([...headers, { name: 'gpgsig', value: commit.signature }]) + '\n' + commit.message,
    payload,
  }
}

interface Header {
  name: string
  value: string
}

function unfold(text: string): Header[] {
  const headers: Header[] = []
  for (const line of text.split('\n')) {
    const last = headers.at(-1)
    if (line.startsWith(' ') && last !== undefined) {
      last.value += '\n' + line.slice(1)
    } else {
      const space = line.indexOf(' ')
      headers.push({ name: line.slice(0, space), value: line.slice(space + 1) })
    }
  }
  return headers
}

function fold(headers: readonly Header[]): string {
  return headers.map(({ name, value }) => `${name} ${value.replaceAll('\n', '\n ')}\n`).join('')
}

function first(headers: readonly Header[], name: string): string {
  const header = headers.find((candidate) => candidate.name === name)
  if (header === undefined) throw new Error(`commit object without a ${name} header`)
  return header.value
}

export function parsePerson(text: string): Person {
  const match = /^(.*?) ?<([^>]*)> (-?\d+) [+-]\d{4}$/s.exec(text)
  return {
    name: match?.[1] ?? '',
    email: match?.[2] ?? '',
    date: new Date(Number(match?.[3] ?? '0') * 1000),
  }
}

export function formatPerson(person: Person): string {
  const clean = (text: string): string => text.replaceAll(/[<>\n]/g, '')
  return `${clean(person.name)} <${clean(person.email)}> ${Math.floor(person.date.getTime() / 1000)} +0000`
}
