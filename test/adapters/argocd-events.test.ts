import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readEvents } from '../../packages/adapters/src/argocd/events.ts'
import '../property-seed.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function read(chunks: readonly Uint8Array[], longest?: number): Promise<string[]> {
  async function* deliver(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk)
  }
  const events: string[] = []
  for await (const event of readEvents(deliver(), longest)) events.push(event)
  return events
}

const CASES: readonly { name: string; text: string; events: readonly string[] }[] = [
  {
    name: 'as Argo CD writes them',
    text: 'data: {"a":1} \n\n\ndata: {"a":2} \n\n\n',
    events: ['{"a":1} ', '{"a":2} '],
  },
  { name: 'with keepalives between', text: ':\ndata: 1\n\n:\n:\ndata: 2\n\n', events: ['1', '2'] },
  { name: 'a keepalive inside an event', text: 'data: 1\n:\n\n', events: ['1'] },
  { name: 'several lines of data', text: 'data: a\ndata: b\n\n', events: ['a\nb'] },
  { name: 'other fields', text: 'event: x\nid: 1\nretry: 5\ndata: a\n\ndataset: b\n\n', events: ['a'] },
  { name: 'no blank after the colon', text: 'data:a\n\ndata:  b\n\n', events: ['a', ' b'] },
  { name: 'a field without a colon', text: 'data\n\n', events: [''] },
  { name: 'CR LF', text: 'data: a\r\n\r\ndata: b\r\n\r\n', events: ['a', 'b'] },
  { name: 'CR alone', text: 'data: a\r\rdata: b\r\r', events: ['a', 'b'] },
  { name: 'a byte order mark', text: '\ufeffdata: a\n\n', events: ['a'] },
  { name: 'characters of two, three and four bytes', text: 'data: é … 😀\n\n', events: ['é … 😀'] },
  { name: 'nothing', text: '', events: [] },
  { name: 'the end inside an event', text: 'data: a\n\ndata: b\n', events: ['a'] },
  { name: 'the end inside a line', text: 'data: a\n\ndata: {"b', events: ['a'] },
]

describe('readEvents', () => {
  it.each(CASES)('$name', async ({ text, events }) => {
    await expect(read([bytes(text)])).resolves.toEqual(events)
  })

  it.each(CASES)('$name, cut at every byte', async ({ text, events }) => {
    const whole = bytes(text)
    for (let cut = 0; cut <= whole.length; cut += 1) {
      await expect(read([whole.subarray(0, cut), whole.subarray(cut)])).resolves.toEqual(events)
    }
    await expect(read(Array.from(whole, (byte) => Uint8Array.of(byte)))).resolves.toEqual(events)
  })

  it('gives the events that are whole before a cut, and never half of one', async () => {
    const whole = bytes('data: {"é":1}\n\n:\ndata: {"…":2}\n\n')
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const events = await read([whole.subarray(0, cut)])
      expect(['{"é":1}', '{"…":2}'].slice(0, events.length)).toEqual(events)
    }
  })

  it('brings back what was written, however it was cut', async () => {
    const value = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text))
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (values, size) => {
          const whole = bytes(values.map((one) => `:\ndata: ${one}\n\n`).join(''))
          const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
            whole.subarray(index * size, (index + 1) * size),
          )
          expect(await read(chunks)).toEqual(values)
        },
      ),
    )
  })

  it('survives any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), async (chunks) => {
        expect(Array.isArray(await read(chunks))).toBe(true)
      }),
    )
  })

  it.each([
    ['in one line', [`data: ${'x'.repeat(100)}`, 'x'.repeat(100)]],
    ['in many lines', Array.from({ length: 50 }, () => 'data: xxxx\n')],
  ])('ends at an event that is too long, %s', async (_name, texts) => {
    const chunks = ['data: a\n\n', ...texts, '\n\ndata: b\n\n'].map(bytes)
    await expect(read(chunks, 100)).resolves.toEqual(['a'])
  })

  it('looks at each character of a huge event once', async () => {
    const chunk = bytes('x'.repeat(64 * 1024))
    const chunks = [bytes('data: '), ...Array.from({ length: 320 }, () => chunk), bytes('\n\n')]
    const [event] = await read(chunks)
    expect(event?.length).toBe(320 * 64 * 1024)
  })
})
