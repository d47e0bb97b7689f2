import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { PushCommand, PushRefusal } from './push.ts'

export interface RefusalFiles {
  /** Path for `$SANDBOX_REFUSALS`. */
  list: string
  remove(): Promise<void>
}

/** Writes down for the `proc-receive` hook what it has to answer. */
export async function writeRefusals(
  refusals: readonly PushRefusal[],
  commands: readonly PushCommand[],
): Promise<RefusalFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-push-'))
  const rows: string[] = []
  for (const [index, refusal] of refusals.entries()) {
    const command = commands.find(({ ref }) => ref === refusal.ref)
    if (command === undefined) continue
    const messages = join(directory, `messages-${index}`)
    await writeFile(messages, refusal.lines.map((line) => `${line}\n`).join(''))
    const condition = refusal.onlyForced === true ? 'forced' : 'always'
    rows.push(
      [condition, command.before, command.after, command.ref, refusal.reason, messages].join('\t') + '\n',
    )
  }
  const list = join(directory, 'refusals')
  await writeFile(list, rows.join(''))
  return { list, remove: () => rm(directory, { recursive: true, force: true }) }
}
