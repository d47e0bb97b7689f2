import { ActionError, type CommitSha } from '@gitops-actions/core'

/** Who commits, and when. */
export interface CommitAuthor {
  readonly name: string
  readonly email: string
  readonly time: Date
}

export interface CommitParts {
  readonly tree: string
  readonly parent: CommitSha
  readonly author: CommitAuthor
  readonly message: string
}

/**
 * A commit without a signature, which is what a signature is made of.
 * @throws ActionError `invalid-change` for a message that no commit can hold
 */
export function formatCommit({ tree, parent, author, message }: CommitParts): Buffer {
  if (message.includes('\0')) throw new ActionError('invalid-change', 'The commit message holds a NUL.')
  const stamp = `${author.name} <${author.email}> ${Math.floor(author.time.getTime() / 1000)} +0000`
  const headers = `tree ${tree}\nparent ${parent}\nauthor ${stamp}\ncommitter ${stamp}\n`
  return Buffer.from(`${headers}\n${message.trimEnd()}\n`)
}

/** The commit with its signature as the last header, whose further lines begin with a space. */
export function withSignature(commit: Buffer, signature: string): Buffer {
  const end = commit.indexOf('\n\n') + 1
  const header = `gpgsig ${signature.trim().replaceAll('\n', '\n ')}\n`
  return Buffer.concat([commit.subarray(0, end), Buffer.from(header), commit.subarray(end)])
}
