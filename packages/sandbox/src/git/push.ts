/** The commands at the start of a push: https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer */

export interface PushCommand {
  ref: string
  before: string
  after: string
}

/** A reference of a push that the server refuses, as GitHub words it. */
export interface PushRefusal {
  ref: string
  /** What the client prints in brackets: `! [remote rejected] main -> main (<reason>)`. */
  reason: string
  /** What the client prints behind `remote: `. */
  lines: readonly string[]
  /** Refuse only an update that is not a fast-forward; the hook decides when the objects are there. */
  onlyForced?: boolean
}

/** GitHub's reason for a ruleset (GH013). */
export const RULESET_REASON = 'push declined due to repository rule violations'

/** GitHub's reason for a classic protected branch (GH006). */
export const PROTECTION_REASON = 'protected branch hook declined'

/** A refusal in the words of GitHub's classic branch protection. */
export function protectedBranch(
  branch: string,
  message = 'Changes must be made through a pull request.',
): PushRefusal {
  const ref = `refs/heads/${branch}`
  return {
    ref,
    reason: PROTECTION_REASON,
    lines: [`error: GH006: Protected branch update failed for ${ref}.`, `error: ${message}`],
  }
}

/** Reads the commands out of the first bytes of a push; undefined while the list is not complete. */
export function parsePushCommands(head: Buffer): PushCommand[] | undefined {
  const commands: PushCommand[] = []
  for (let at = 0; ;) {
    if (head.length < at + 4) return undefined
    const length = Number.parseInt(head.toString('latin1', at, at + 4), 16)
    if (length === 0) return commands
    if (!(length >= 4)) throw new Error('the push does not begin with pkt-lines')
    if (head.length < at + length) return undefined
    const line = head.toString('utf8', at + 4, at + length)
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line)
    if (match !== null) commands.push({ before: match[1] ?? '', after: match[2] ?? '', ref: match[3] ?? '' })
    at += length
  }
}

/**
 * The `proc-receive` hook of every repository. It stays asleep until a push names a reference that
 * `receive.procReceiveRefs` holds, and then answers with the reasons in the file `$SANDBOX_REFUSALS`; a pre-receive
 * hook could only say "pre-receive hook declined".
 * Protocol: https://git-scm.com/docs/githooks#proc-receive
 */
export const PROC_RECEIVE_HOOK = `#!/bin/sh
LC_ALL=C
packet() { printf '%04x%s' $((\${#1} + 4)) "$1"; }
packet 'version=1'
printf '0000'
while IFS='	' read -r condition before after ref reason messages; do
  if [ "$condition" = forced ] && git merge-base --is-ancestor "$before" "$after"; then
    packet "ok $ref"
    packet 'option fall-through'
  else
    packet "ng $ref $reason"
    cat "$messages" >&2
  fi
done < "$SANDBOX_REFUSALS"
printf '0000'
cat > /dev/null
`
