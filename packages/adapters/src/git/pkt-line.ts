import { ActionError } from '@gitops-actions/core'

/** A line of the protocol, or one of its marks: https://git-scm.com/docs/gitprotocol-common#_pkt_line_format */
export type Packet =
  { readonly kind: 'data'; readonly bytes: Buffer } | { readonly kind: 'flush' | 'delimiter' }

export const FLUSH = Buffer.from('0000')
export const DELIMITER = Buffer.from('0001')

const LENGTH_DIGITS = 4
/** The longest line that may be sent, its length included. */
const MAX_LINE = 65_520

/** One line of text. */
export function packetOf(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = bytes.length + LENGTH_DIGITS
  if (length > MAX_LINE) throw new TypeError('a line of the git protocol is too long')
  return Buffer.concat([Buffer.from(length.toString(16).padStart(LENGTH_DIGITS, '0')), bytes])
}

/** The packets of an answer, in their order. @throws ActionError `invalid-answer` when it is cut or no such lines. */
export function* readPackets(bytes: Buffer): Generator<Packet> {
  let at = 0
  while (at < bytes.length) {
    const digits = bytes.toString('latin1', at, at + LENGTH_DIGITS)
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
    if (length <= 2) {
      if (length < 2) yield { kind: length === 0 ? 'flush' : 'delimiter' }
      at += LENGTH_DIGITS
      continue
    }
    const end = at + length
    // Also for digits that are none.
    if (!(length >= LENGTH_DIGITS && end <= bytes.length)) {
      throw new ActionError('invalid-answer', 'the answer of the git server is cut, or not of its protocol', {
        kind: 'transient',
      })
    }
    yield { kind: 'data', bytes: bytes.subarray(at + LENGTH_DIGITS, end) }
    at = end
  }
}

/** The text of a line without its final break. */
export function textOf(packet: Packet): string {
  return packet.kind === 'data' ? packet.bytes.toString('utf8').replace(/\n$/, '') : ''
}

/** What a multiplexed stream held: https://git-scm.com/docs/gitprotocol-pack#_packfile_data */
export interface SideBands {
  readonly data: Buffer
  /** Progress and the words of hooks, by lines. */
  readonly said: readonly string[]
  /** What the server died of. */
  readonly fatal: string | undefined
}

/** Characters of progress that are kept, the last ones: a server may talk for as long as it works. */
const MOST_SAID = 16_384

/** Takes the bands of packets apart. */
export function splitBands(packets: Iterable<Packet>): SideBands {
  const data: Buffer[] = []
  let progress = ''
  let fatal: string | undefined
  for (const packet of packets) {
    if (packet.kind !== 'data') continue
    const body = packet.bytes.subarray(1)
    if (packet.bytes[0] === 1) data.push(body)
    else if (packet.bytes[0] === 2) progress = (progress + body.toString('utf8')).slice(-MOST_SAID)
    else if (packet.bytes[0] === 3) fatal = body.toString('utf8').trim()
  }
  const said = progress.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  return { data: Buffer.concat(data), said, fatal }
}
