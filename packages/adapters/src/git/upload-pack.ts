import { ActionError } from '@gitops-actions/core'
import type { GitObject } from './git-object.ts'
import { readPack } from './pack-read.ts'
import { DELIMITER, FLUSH, type Packet, packetOf, readPackets, splitBands, textOf } from './pkt-line.ts'
import { remoteRefusal } from './refusal.ts'
import type { GitRemote } from './remote.ts'
import type { SmartHttp } from './smart-http.ts'

/** What this side calls itself. */
export const AGENT = 'gitops-actions'

/** What cannot be had from a server by this protocol, and by the git of the machine can. */
export class NeedsGit extends Error {}

/** An answer of a server that is a refusal. */
export class ServerRefusal extends Error {}

export interface FetchRequest {
  readonly wants: readonly string[]
  /** https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt */
  readonly filter: string
  /** Commits of each branch; undefined for requests that name no commit. */
  readonly depth?: number
}

export interface UploadPack {
  /** References by their full names, and the target of HEAD. */
  listReferences(prefixes: readonly string[], what: string): Promise<ReferenceList>
  /** @throws ServerRefusal with the words of the server */
  fetch(request: FetchRequest, what: string): Promise<ReadonlyMap<string, GitObject>>
}

export interface ReferenceList {
  readonly references: ReadonlyMap<string, string>
  readonly head: string | undefined
}

/** Reading by version 2 of the protocol: https://git-scm.com/docs/gitprotocol-v2 */
export function createUploadPack(http: SmartHttp, remote: GitRemote): UploadPack {
  let capabilities: Promise<ReadonlyMap<string, string>> | undefined

  async function command(name: string, args: readonly string[], what: string): Promise<Generator<Packet>> {
    capabilities ??= http
      .advertise('git-upload-pack', what)
      .then((answer) => readCapabilities(answer, remote))
      .catch((error: unknown) => {
        // What failed once may go well later in the run.
        capabilities = undefined
        throw error
      })
    const known = await capabilities
    const lines = [
      packetOf(`command=${name}\n`),
      ...(known.has('agent') ? [packetOf(`agent=${AGENT}\n`)] : []),
      ...(known.has('object-format') ? [packetOf('object-format=sha1\n')] : []),
      DELIMITER,
      ...args.map((arg) => packetOf(`${arg}\n`)),
      FLUSH,
    ]
    return readPackets(await http.call('git-upload-pack', Buffer.concat(lines), what))
  }

  return {
    async listReferences(prefixes, what) {
      const args = ['symrefs', ...prefixes.map((prefix) => `ref-prefix ${prefix}`)]
      const references = new Map<string, string>()
      let head: string | undefined
      for (const packet of await command('ls-refs', args, what)) {
        if (packet.kind !== 'data') continue
        const line = textOf(packet)
        if (line.startsWith('ERR ')) throw remoteRefusal({ remote }, what, { said: [line.slice(4)] })
        const [oid = '', name = '', ...attributes] = line.split(' ')
        references.set(name, oid)
        if (name === 'HEAD') head = attributes.find((each) => each.startsWith(SYMREF))?.slice(SYMREF.length)
      }
      return { references, head }
    },
    async fetch({ wants, filter, depth }, what) {
      const args = [
        'no-progress',
        'ofs-delta',
        ...(depth === undefined ? [] : [`deepen ${depth}`]),
        `filter ${filter}`,
        ...wants.map((oid) => `want ${oid}`),
        'done',
      ]
      return readFetched(await command('fetch', args, what), remote, what)
    },
  }
}

const SYMREF = 'symref-target:'

/** @throws NeedsGit when the server does not speak it, or cannot leave anything out */
function readCapabilities(answer: Buffer, remote: GitRemote): ReadonlyMap<string, string> {
  const lines = [...readPackets(answer)]
    .filter((packet) => packet.kind === 'data')
    .map(textOf)
    .filter((line) => !line.startsWith('# service='))
  const refusal = lines.find((line) => line.startsWith('ERR '))
  if (refusal !== undefined) throw remoteRefusal({ remote }, 'reading', { said: [refusal.slice(4)] })
  if (lines[0] !== 'version 2') throw new NeedsGit('the server does not speak version 2 of the protocol')
  const capabilities = new Map(
    lines.slice(1).map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
  const format = capabilities.get('object-format') ?? 'sha1'
  if (format !== 'sha1') throw unsupportedFormat(remote, format)
  const features = capabilities.get('fetch')?.split(' ') ?? []
  if (!capabilities.has('ls-refs') || !features.includes('shallow') || !features.includes('filter')) {
    throw new NeedsGit('the server cannot leave anything out')
  }
  return capabilities
}

/** Repositories that name their objects in another way are refused by both services. */
export function unsupportedFormat(remote: GitRemote, format: string): ActionError {
  return remoteRefusal({ remote }, 'reading', { said: [`mismatched algorithms: it uses ${format}`] })
}

/** Sections end in a delimiter; the last is the pack. */
function readFetched(
  packets: Generator<Packet>,
  remote: GitRemote,
  what: string,
): ReadonlyMap<string, GitObject> {
  for (const packet of packets) {
    const line = textOf(packet)
    if (line.startsWith('ERR ')) throw new ServerRefusal(line.slice(4))
    if (line !== 'packfile') continue
    const { data, said, fatal } = splitBands(packets)
    if (fatal !== undefined) throw new ServerRefusal(fatal)
    if (data.length === 0) throw remoteRefusal({ remote }, what, { said })
    return readPack(data)
  }
  throw new ActionError('invalid-answer', `${remote.host} sent no objects.`, { kind: 'transient' })
}
