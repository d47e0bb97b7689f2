import { remoteRefusal } from './refusal.ts'
import type { NewObject } from './git-object.ts'
import type { BranchMove, PushResult } from './link.ts'
import { formatPack } from './pack-write.ts'
import { FLUSH, packetOf, readPackets, splitBands, textOf } from './pkt-line.ts'
import { judgePush, unknownUnlessTerminal } from './push.ts'
import type { GitRemote } from './remote.ts'
import type { SmartHttp } from './smart-http.ts'
import { ActionError } from '@gitops-actions/core'
import { AGENT, unsupportedFormat } from './upload-pack.ts'

const NOTHING = '0'.repeat(40)
/** What is asked of the server, as far as it can do it. */
const ASKED = ['report-status', 'side-band-64k', 'quiet', 'delete-refs']

/**
 * Moves one branch, the objects along with it, by https://git-scm.com/docs/gitprotocol-pack#_pushing_data_to_a_server: the server
 * compares where the branch stands with where the move begins, and takes all or nothing.
 */
export async function pushObjects(
  http: SmartHttp,
  remote: GitRemote,
  move: BranchMove,
  objects: readonly NewObject[],
): Promise<PushResult> {
  const ref = `refs/heads/${move.branch}`
  const what = `the push to ${move.branch}`
  const { references, capabilities } = readAdvertisement(
    await http.advertise('git-receive-pack', what),
    remote,
  )
  const [before, after] = [move.before ?? NOTHING, move.after ?? NOTHING]
  const now = references.get(ref) ?? NOTHING
  if (now !== before)
    return { kind: 'lost-race', detail: `[rejected] (stale info): ${move.branch} is at ${now}` }
  const asked = ASKED.filter((name) => capabilities.has(name))
  if (capabilities.has('agent')) asked.push(`agent=${AGENT}`)
  if (capabilities.has('object-format')) asked.push('object-format=sha1')
  const command = packetOf(`${before} ${after} ${ref}\0 ${asked.join(' ')}`)
  // A branch that ends takes no pack along, every other move takes one, if an empty one.
  const pack = move.after === undefined ? [] : [formatPack(objects, { thin: !capabilities.has('no-thin') })]
  const sent = await send(http, Buffer.concat([command, FLUSH, ...pack]), what)
  if (sent instanceof ActionError) return unknownUnlessTerminal(sent)
  const report = readReport(sent, { banded: asked.includes('side-band-64k') })
  const line = report.lines.find((each) => each === `ok ${ref}` || each.startsWith(`ng ${ref} `))
  if (line === `ok ${ref}`) return { kind: 'pushed' }
  const unpack = report.lines.filter((each) => each.startsWith('unpack ') && each !== 'unpack ok')
  const said = [...report.said, ...unpack.map((each) => `remote: ${each}`)]
  const reason = line?.slice(`ng ${ref} `.length)
  return judgePush({ remote }, move, {
    said,
    line: reason === undefined ? undefined : `[remote rejected] (${reason})`,
  })
}

/** What failed after the push was on its way is an answer as well: nobody knows what became of it. */
async function send(http: SmartHttp, body: Buffer, what: string): Promise<Buffer | ActionError> {
  try {
    return await http.call('git-receive-pack', body, what)
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
}

function readAdvertisement(
  answer: Buffer,
  remote: GitRemote,
): { readonly references: ReadonlyMap<string, string>; readonly capabilities: ReadonlySet<string> } {
  const references = new Map<string, string>()
  const capabilities = new Set<string>()
  for (const packet of readPackets(answer)) {
    if (packet.kind !== 'data') continue
    const [line = '', told] = textOf(packet).split('\0')
    if (line.startsWith('ERR ')) throw remoteRefusal({ remote }, 'the push', { said: [line.slice(4)] })
    if (line.startsWith('# service=') || line.startsWith('version ')) continue
    for (const capability of told?.split(' ') ?? []) {
      const [name = '', value = ''] = capability.split('=')
      if (name === 'object-format' && value !== 'sha1') throw unsupportedFormat(remote, value)
      capabilities.add(name)
    }
    const at = line.indexOf(' ')
    references.set(line.slice(at + 1), line.slice(0, at))
  }
  return { references, capabilities }
}

/** https://git-scm.com/docs/gitprotocol-pack#_report_status; nothing of it when the server did not come so far. */
function readReport(
  answer: Buffer,
  { banded }: { readonly banded: boolean },
): { readonly lines: readonly string[]; readonly said: readonly string[] } {
  try {
    if (!banded) return { lines: [...readPackets(answer)].map(textOf), said: [] }
    const { data, said, fatal } = splitBands(readPackets(answer))
    return {
      lines: [...readPackets(data)].map(textOf),
      said: [...said, ...(fatal === undefined ? [] : [fatal])].map((line) => `remote: ${line}`),
    }
  } catch {
    return { lines: [], said: ['the answer to the push is cut'] }
  }
}
