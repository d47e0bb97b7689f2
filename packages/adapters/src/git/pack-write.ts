import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { formatDelta } from './delta.ts'
import { objectId, type NewObject, type ObjectType } from './git-object.ts'

const TYPES: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 }
const REFERENCE_DELTA = 7

/**
 * A pack of these objects: https://git-scm.com/docs/gitformat-pack
 * @param thin the receiver has the bases, and completes what is described by them
 */
export function formatPack(objects: readonly NewObject[], { thin }: { readonly thin: boolean }): Buffer {
  const unique = [...new Map(objects.map((object) => [objectId(object), object])).values()]
  const head = Buffer.alloc(12)
  head.write('PACK', 'latin1')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(unique.length, 8)
  const bytes = Buffer.concat([head, ...unique.flatMap((object) => formatEntry(object, thin))])
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()])
}

function formatEntry({ type, bytes, base }: NewObject, thin: boolean): readonly Buffer[] {
  if (thin && base !== undefined) {
    const delta = formatDelta(base.bytes, bytes)
    if (delta.length < bytes.length) {
      return [formatHead(REFERENCE_DELTA, delta.length), Buffer.from(base.oid, 'hex'), deflateSync(delta)]
    }
  }
  return [formatHead(TYPES[type], bytes.length), deflateSync(bytes)]
}

/** The type, and the size in groups of bits from the lowest: four in the first byte, seven in the others. */
function formatHead(type: number, size: number): Buffer {
  const bytes: number[] = []
  let rest = Math.floor(size / 16)
  let part = (type << 4) | (size % 16)
  for (; rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(part | 128)
    part = rest % 128
  }
  return Buffer.from([...bytes, part])
}
