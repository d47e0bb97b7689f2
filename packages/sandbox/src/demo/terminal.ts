/** Where the demo writes: plain lines, with colour on a terminal that wants it. */
export interface Terminal {
  title(text: string): void
  line(text?: string): void
  /** A step that begins or ends; the time since the start stands before it. */
  step(text: string): void
  good(text: string): string
  bad(text: string): string
  faint(text: string): string
}

const WIDTH_OF_TIME = 6

export function createTerminal(stream: NodeJS.WriteStream): Terminal {
  const started = performance.now()
  const coloured = stream.isTTY && (process.env.NO_COLOR ?? '') === ''
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text)
  const faint = paint(2)
  const line = (text = ''): void => {
    stream.write(`${text}\n`)
  }
  return {
    line,
    title(text) {
      line()
      line(paint(1)(text))
    },
    step(text) {
      const seconds = `${((performance.now() - started) / 1000).toFixed(1)}s`.padStart(WIDTH_OF_TIME)
      line(`${faint(seconds)}  ${text}`)
    },
    good: paint(32),
    bad: paint(31),
    faint,
  }
}

/** Rows under a head, in columns as wide as their widest cell. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((cell, index) =>
    Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const format = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return [format(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(format)]
}
