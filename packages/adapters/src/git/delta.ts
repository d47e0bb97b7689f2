const MAX_COPY = 0xff_ff_ff
const MAX_INSERT = 127
/** Equal bytes in a row that are worth an instruction of their own. */
const WORTH_COPYING = 12

/**
 * Applies a difference of a pack: https://git-scm.com/docs/gitformat-pack#_deltified_representation
 * @returns undefined when it is damaged, is to another base, or makes more than `limit` bytes
 */
export function applyDelta(base: Buffer, delta: Buffer, limit: number): Buffer | undefined {
  let at = 0
  const byte = (): number => delta[at++] ?? Number.NaN
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const part = byte()
      value += (part & 127) * scale
      if (!(part > 127)) return Number.isNaN(part) ? part : value
    }
  }
  if (varint() !== base.length) return undefined
  const size = varint()
  if (!(size <= limit)) return undefined
  const result = Buffer.allocUnsafe(size)
  let filled = 0
  while (at < delta.length) {
    const instruction = byte()
    let part: Buffer
    if (instruction > 127) {
      let [offset, length] = [0, 0]
      for (let bit = 0; bit < 4; bit += 1) if ((instruction >> bit) & 1) offset += byte() * 256 ** bit
      for (let bit = 0; bit < 3; bit += 1) if ((instruction >> (bit + 4)) & 1) length += byte() * 256 ** bit
      if (length === 0) length = 0x1_00_00
      if (!(offset + length <= base.length)) return undefined
      part = base.subarray(offset, offset + length)
    } else {
      if (instruction === 0 || at + instruction > delta.length) return undefined
      part = delta.subarray(at, at + instruction)
      at += instruction
    }
    if (filled + part.length > size) return undefined
    part.copy(result, filled)
    filled += part.length
  }
  return filled === size ? result : undefined
}

/**
 * A difference that makes `after` of `before`: what is equal at the same place, counted from the beginning or from the end.
 * That is all of a tree in which ids were replaced, and of a tree with one entry more.
 */
export function formatDelta(before: Buffer, after: Buffer): Buffer {
  const parts: Buffer[] = [formatVarint(before.length), formatVarint(after.length)]
  const shortest = Math.min(before.length, after.length)
  let tail = 0
  if (before.length !== after.length) {
    let prefix = 0
    while (prefix < shortest && before[prefix] === after[prefix]) prefix += 1
    while (tail < shortest - prefix && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
      tail += 1
    }
  }
  const end = after.length - tail
  let pending = 0
  for (let at = 0; at < end;) {
    let run = at
    while (run < end && run < before.length && before[run] === after[run]) run += 1
    if (run - at >= WORTH_COPYING || (run === end && tail > 0 && run > at)) {
      parts.push(...insert(after.subarray(pending, at)), ...copy(at, run - at))
      pending = run
    }
    at = Math.max(run, at + 1)
  }
  parts.push(...insert(after.subarray(pending, end)), ...copy(before.length - tail, tail))
  return Buffer.concat(parts)
}

function* copy(offset: number, length: number): Generator<Buffer> {
  for (let done = 0; done < length; done += MAX_COPY) {
    const [from, count] = [offset + done, Math.min(MAX_COPY, length - done)]
    const bytes = [0x80]
    for (let bit = 0; bit < 7; bit += 1) {
      const value = bit < 4 ? Math.floor(from / 256 ** bit) % 256 : Math.floor(count / 256 ** (bit - 4)) % 256
      if (value === 0) continue
      bytes[0] = (bytes[0] ?? 0) | (1 << bit)
      bytes.push(value)
    }
    yield Buffer.from(bytes)
  }
}

function* insert(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += MAX_INSERT) {
    const part = bytes.subarray(at, at + MAX_INSERT)
    yield Buffer.from([part.length])
    yield part
  }
}

function formatVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}
