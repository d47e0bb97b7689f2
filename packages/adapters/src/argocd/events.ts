/** Characters that one event may have: an application with thousands of resources stays below. */
const LONGEST_EVENT = 32 * 1024 * 1024

/**
 * The data of each server-sent event, in order. Lines may be cut anywhere, also inside a character; comments and
 * other fields are passed over. An event that the stream ends in is dropped, one that is too long ends the stream.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_EVENT,
): AsyncGenerator<string> {
  let data: string[] = []
  let size = 0
  for await (const line of readLines(chunks, longest)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n')
      data = []
      size = 0
      continue
    }
    const value = /^data(?:: ?|$)/.exec(line)
    if (value === null) continue
    data.push(line.slice(value[0].length))
    size += line.length
    if (size > longest) return
  }
}

/** Lines end with CR, LF, or both; what follows the last end is no line. Each character is looked at once. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let pieces: string[] = []
  let size = 0
  let afterReturn = false
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true })
    if (text === '') continue
    if (afterReturn && text.startsWith('\n')) text = text.slice(1)
    afterReturn = text === '' ? false : text.endsWith('\r')
    const lines = text.split(/\r\n|\n|\r/)
    const last = lines.pop() ?? ''
    for (const line of lines) {
      yield pieces.length === 0 ? line : pieces.join('') + line
      pieces = []
      size = 0
    }
    pieces.push(last)
    size += last.length
    if (size > longest) return
  }
}
