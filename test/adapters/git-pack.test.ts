import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ActionError } from '@gitops-actions/core'
import { applyDelta, formatDelta } from '../../packages/adapters/src/git/delta.ts'
import { type GitObject, type NewObject, objectId } from '../../packages/adapters/src/git/git-object.ts'
import { readPack } from '../../packages/adapters/src/git/pack-read.ts'
import { formatPack } from '../../packages/adapters/src/git/pack-write.ts'
import { packetOf, readPackets, splitBands } from '../../packages/adapters/src/git/pkt-line.ts'
import '../property-seed.ts'

const run = promisify(execFile)
const LIMIT = 1024 * 1024

/** Two texts of which one was made of the other, as files and trees are. */
const related = fc
  .tuple(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.uint8Array({ maxLength: 40 })), { maxLength: 4 }),
  )
  .map(([bytes, edits]) => {
    let after = Buffer.from(bytes)
    for (const [place, count, put] of edits) {
      const at = after.length === 0 ? 0 : place % after.length
      after = Buffer.concat([after.subarray(0, at), put, after.subarray(at + count)])
    }
    return [Buffer.from(bytes), after] as const
  })

describe('differences', () => {
  it('make what they were made of', () => {
    fc.assert(
      fc.property(related, ([before, after]) => {
        expect(applyDelta(before, formatDelta(before, after), LIMIT)?.equals(after)).toBe(true)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('make nothing beyond the limit, and nothing of damage', () => {
    const delta = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(related, fc.nat(), fc.nat(255)).map(([[before, after], place, byte]) => {
        const made = formatDelta(before, after)
        made[place % made.length] = byte
        return made
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), delta, (base, bytes) => {
        const made = applyDelta(Buffer.from(base), bytes, 1000)
        expect((made?.length ?? 0) <= 1000).toBe(true)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('are small where little was changed, also when entries moved', () => {
    const entries = Array.from({ length: 500 }, (_, index) => createHash('sha1').update(`${index}`).digest())
    const before = Buffer.concat(entries)
    const [first = Buffer.alloc(0), ...rest] = entries
    const fresh = createHash('sha1').update('new').digest()
    expect(formatDelta(before, Buffer.concat([first, fresh, ...rest.slice(1)])).length).toBeLessThan(60)
    expect(formatDelta(before, Buffer.concat([first, fresh, ...rest])).length).toBeLessThan(60)
    expect(formatDelta(before, Buffer.concat(rest)).length).toBeLessThan(60)
  })
})

describe('packs', () => {
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'git-pack-'))
    await run('git', ['init', '--quiet', '--bare', directory])
    await feed(['fast-import', '--quiet'], Buffer.from(history()))
  })

  afterAll(() => rm(directory, { recursive: true, force: true }))

  function feed(args: readonly string[], input: Buffer, cwd = directory): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn('git', ['-C', cwd, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
      const [out, said]: [Buffer[], Buffer[]] = [[], []]
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
      child.on('error', reject)
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out))
        else reject(new Error(Buffer.concat(said).toString()))
      })
      child.stdin.end(input)
    })
  }

  async function allObjects(): Promise<readonly string[]> {
    const args = ['-C', directory, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)']
    const { stdout } = await run('git', args)
    return stdout.trim().split('\n').sort()
  }

  it.each([
    ['by their places', ['--delta-base-offset']],
    ['by their ids', []],
    ['not at all', ['--depth=0']],
  ])('of git are read, differences that name their bases %s', async (_, options) => {
    const names = await allObjects()
    const input = Buffer.from(`${names.join('\n')}\n`)
    const args = ['pack-objects', '--stdout', '-q', '--window=50', '--depth=50', ...options]
    const objects = readPack(await feed(args, input))
    expect([...objects.keys()].sort()).toEqual(names)
    for (const [oid, object] of objects) expect(objectId(object)).toBe(oid)
  })

  it('of ours are taken by git, which completes what is described by what it has', async () => {
    const lines = Array.from({ length: 100 }, (_, at) => createHash('sha1').update(`${at}`).digest('hex'))
    const bytes = Buffer.from(lines.join('\n'))
    const name = (await feed(['hash-object', '-w', '--stdin'], bytes)).toString().trim()
    const changed: NewObject = {
      type: 'blob',
      bytes: Buffer.concat([bytes, Buffer.from('more\n')]),
      base: { oid: name, bytes },
    }
    const fresh: NewObject = { type: 'blob', bytes: Buffer.from('x'.repeat(5000)) }
    const empty: NewObject = { type: 'blob', bytes: Buffer.alloc(0) }
    const [thin, whole] = [true, false].map((each) => formatPack([changed, fresh, empty], { thin: each }))
    if (thin === undefined || whole === undefined) throw new TypeError('no packs')
    expect(thin.length).toBeLessThan(whole.length / 2)
    for (const pack of [whole, thin]) {
      await feed(['index-pack', '--strict', '--fix-thin', '--stdin'], pack)
      for (const object of [changed, fresh, empty]) {
        const oid = objectId(object)
        const { stdout } = await run('git', ['-C', directory, 'cat-file', 'blob', oid], {
          encoding: 'buffer',
        })
        expect(stdout.equals(object.bytes)).toBe(true)
      }
    }
    expect([...readPack(whole).keys()].sort()).toEqual([changed, fresh, empty].map(objectId).sort())
  })

  it('fault 133: that are damaged are refused, or hold what their ids say', async () => {
    const names = (await allObjects()).slice(0, 12)
    const pack = await feed(['pack-objects', '--stdout', '-q'], Buffer.from(`${names.join('\n')}\n`))
    expect(() => readPack(pack.subarray(0, -1))).toThrow(ActionError)
    for (let at = 0; at < pack.length - 20; at += 1) {
      const damaged = Buffer.from(pack)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8))
      expect(() => readPack(damaged)).toThrow(/checksum|begin/)
      const wrong = [...readOrRefuse(withSum(damaged.subarray(0, -20)))].filter(
        ([oid, object]) => objectId(object) !== oid,
      )
      expect(wrong).toEqual([])
    }
  })

  it.each<[string, Buffer, string]>([
    [
      'an object of a terabyte',
      entry([0xb0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], ''),
      'too-many-files',
    ],
    [
      'an object that inflates beyond what it says',
      entry([0x35], '\0'.repeat(1024 * 1024)),
      'invalid-answer',
    ],
    ['an object that is shorter than it says', entry([0x3f], 'x'), 'invalid-answer'],
    ['a type that is none', entry([0x51], 'x'), 'invalid-answer'],
    ['a difference to nothing', entry([0x75, ...Buffer.alloc(20, 1)], '12345'), 'invalid-answer'],
    ['a difference to itself', entry([0x65, 0], '12345'), 'invalid-answer'],
    ['more objects than bytes', withSum(Buffer.concat([head(0xffffffff)])), 'too-many-files'],
    [
      'fewer objects than it says',
      withSum(Buffer.concat([head(9), Buffer.from([0x30]), deflateSync('')])),
      'invalid-answer',
    ],
    ['another version', withSum(Buffer.from('PACK\0\0\0\u0003\0\0\0\0')), 'invalid-answer'],
  ])('fault 71, fault 133: with %s are refused', (_, pack, code) => {
    let failure: unknown
    try {
      readPack(pack)
    } catch (error) {
      failure = error
    }
    expect(failure).toMatchObject({ code })
  })

  it('fault 71: hold no difference that makes gigabytes of a few bytes', () => {
    const base = Buffer.alloc(60_000)
    // Sixty thousand bytes copied as often as the size says.
    const size = [0x80, 0x80, 0x80, 0x80, 0x08]
    const delta = Buffer.concat([
      Buffer.from([0xe0, 0xd4, 0x03, ...size]),
      ...Array.from({ length: 36_000 }, () => Buffer.from([0xb0, 0x60, 0xea])),
    ])
    expect(applyDelta(base, delta, 512 * 1024 * 1024)).toBeUndefined()
  })
})

describe('lines of the protocol', () => {
  it.each(['00', '000', '0003', '0005', '00zz', '-001', '0x10', 'fff0abc'])('%s is refused', (text) => {
    expect(() => [...readPackets(Buffer.from(text))]).toThrow(ActionError)
  })

  it('are what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200 })), (lines) => {
        const packets = [...readPackets(Buffer.concat(lines.map(packetOf)))]
        expect(packets.map((each) => (each.kind === 'data' ? each.bytes.toString() : each.kind))).toEqual(
          lines.map((line) => Buffer.from(line).toString()),
        )
      }),
      { seed: 1 },
    )
  })

  it('of progress are kept as far as somebody reads them', () => {
    const line = { kind: 'data', bytes: Buffer.from(`\u0002${'x'.repeat(60_000)}\n`) } as const
    const { said } = splitBands(Array.from({ length: 100 }, () => line))
    expect(said.join('').length).toBeLessThan(20_000)
  })
})

/** Nothing where it is refused as it should be. */
function readOrRefuse(pack: Buffer): ReadonlyMap<string, GitObject> {
  try {
    return readPack(pack)
  } catch (error) {
    if (error instanceof ActionError) return new Map()
    throw error
  }
}

function head(count: number): Buffer {
  const bytes = Buffer.from('PACK\0\0\0\u0002\0\0\0\0')
  bytes.writeUInt32BE(count, 8)
  return bytes
}

function withSum(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()])
}

/** A pack of one object. */
function entry(prefix: readonly number[], content: string): Buffer {
  return withSum(Buffer.concat([head(1), Buffer.from(prefix), deflateSync(content)]))
}

/** Forty versions of one file, so that differences to differences are worth it. */
function history(): string {
  const commits = Array.from({ length: 40 }, (_, version) => {
    const text = `${'# comment that stays\n'.repeat(50)}image:\n  tag: 1.0.${version}\n`
    const person = `committer Test <test@example.com> ${1_767_225_600 + version} +0000`
    return `commit refs/heads/main\n${person}\ndata 4\nBump\nM 100644 inline f.yaml\ndata ${text.length}\n${text}\n`
  })
  return commits.join('')
}
