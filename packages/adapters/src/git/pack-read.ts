import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { ActionError } from '@gitops-actions/core'
import { applyDelta } from './delta.ts'
import { type GitObject, objectId, type ObjectType } from './git-object.ts'

const TYPES: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }
const OFFSET_DELTA = 6
const REFERENCE_DELTA = 7
const HEADER_BYTES = 12
const OID_BYTES = 20
/** Bytes of all objects of one answer, inflated. */
const MAX_BYTES = 512 * 1024 * 1024

/** Objects of one answer: the trees of some million files, or the files themselves. */
const MAX_OBJECTS = 4_000_000

/** Where an object is described by what differs from another one. */
interface Delta {
  readonly base: number | string
  readonly bytes: Buffer
}

/**
 * The objects of a pack by their ids, which are computed from what they hold: a server cannot give one object for another.
 * https://git-scm.com/docs/gitformat-pack
 * @throws ActionError `invalid-answer`; `too-many-files` above what is held in memory
 */
export function readPack(pack: Buffer): ReadonlyMap<string, GitObject> {
  const end = pack.length - OID_BYTES
  if (end < HEADER_BYTES || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2) {
    throw damaged('it does not begin as one of version 2')
  }
  const sum = createHash('sha1').update(pack.subarray(0, end)).digest()
  if (!sum.equals(pack.subarray(end))) throw damaged('its checksum is another')
  const entries = new Map<number, GitObject | Delta>()
  const body = pack.subarray(0, end)
  let at = HEADER_BYTES
  let size = 0
  const count = pack.readUInt32BE(8)
  if (count > MAX_OBJECTS) throw tooLarge()
  for (let left = count; left > 0; left -= 1) {
    const { entry, next } = readEntry(body, at)
    size += entry.bytes.length
    if (size > MAX_BYTES) throw tooLarge()
    entries.set(at, entry)
    at = next
  }
  return resolve(entries, size)
}

function readEntry(
  pack: Buffer,
  start: number,
): { readonly entry: GitObject | Delta; readonly next: number } {
  let at = start
  const byte = (): number => {
    const value = pack[at]
    if (value === undefined) throw damaged('it ends within an object')
    at += 1
    return value
  }
  let head = byte()
  const kind = (head >> 4) & 7
  let size = head & 15
  for (let scale = 16; head > 127; scale *= 128) {
    head = byte()
    size += (head & 127) * scale
  }
  if (size > MAX_BYTES) throw tooLarge()
  let base: number | string | undefined
  if (kind === OFFSET_DELTA) {
    let value = byte()
    let distance = value & 127
    while (value > 127) {
      value = byte()
      distance = (distance + 1) * 128 + (value & 127)
    }
    base = start - distance
  } else if (kind === REFERENCE_DELTA) {
    base = pack.toString('hex', at, at + OID_BYTES)
    at += OID_BYTES
  }
  const { bytes, used } = inflate(pack.subarray(at), size)
  if (base !== undefined) return { entry: { base, bytes }, next: at + used }
  const type = TYPES[kind]
  if (type === undefined) throw damaged('it holds an object of no known type')
  return { entry: { type, bytes }, next: at + used }
}

/** One stream of zlib at the beginning of the bytes, and how many of them it took. */
function inflate(bytes: Buffer, size: number): { readonly bytes: Buffer; readonly used: number } {
  try {
    const chunkSize = Math.max(64, Math.min(size + 1, 16 * 1024 * 1024))
    // The types of Node do not tell of `info`: https://nodejs.org/api/zlib.html#class-options
    const answer: unknown = inflateSync(bytes, { info: true, maxOutputLength: size + 1, chunkSize })
    if (isInflated(answer) && answer.buffer.length === size) {
      return { bytes: answer.buffer, used: answer.engine.bytesWritten }
    }
  } catch (cause) {
    throw damaged('it holds an object that cannot be inflated', cause)
  }
  throw damaged('it holds an object of another size than it says')
}

function isInflated(
  answer: unknown,
): answer is { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } {
  return typeof answer === 'object' && answer !== null && 'buffer' in answer && 'engine' in answer
}

/** Puts the objects together whose bases are here; chains are walked without recursion, for they may be long. */
function resolve(
  entries: ReadonlyMap<number, GitObject | Delta>,
  held: number,
): ReadonlyMap<string, GitObject> {
  const objects = new Map<string, GitObject>()
  const done = new Map<number, GitObject>()
  const waiting = new Map<number | string, [number, Delta][]>()
  const ready: [number, GitObject][] = []
  for (const [at, entry] of entries) {
    if (!('base' in entry)) ready.push([at, entry])
    else gather(waiting, entry.base, [at, entry])
  }
  let size = held
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const [at, object] = next
    const oid = objectId(object)
    done.set(at, object)
    objects.set(oid, object)
    for (const base of [at, oid]) {
      for (const [place, delta] of waiting.get(base) ?? []) {
        const bytes = applyDelta(object.bytes, delta.bytes, MAX_BYTES - size)
        if (bytes === undefined) throw damaged('it holds a difference that does not fit what it is to')
        size += bytes.length
        ready.push([place, { type: object.type, bytes }])
      }
      waiting.delete(base)
    }
  }
  if (done.size !== entries.size) throw damaged('it holds differences to objects that were not sent')
  return objects
}

/** In place: a pack may hold a million differences to one object. */
function gather<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

function damaged(why: string, cause?: unknown): ActionError {
  return new ActionError('invalid-answer', `The git server sent a pack that cannot be read: ${why}.`, {
    kind: 'transient',
    cause,
  })
}

function tooLarge(): ActionError {
  return new ActionError(
    'too-many-files',
    'The environment repository is larger than can be read: name the files with "files".',
  )
}
