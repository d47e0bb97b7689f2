import type { Delivery } from './delivery.ts'
import { failuresOf } from './stages.ts'
import { columns, type Terminal } from './terminal.ts'

const LOG_LINES = 40

/** What the demo ends with: stages, the exact diff of production, the pull request, the image that was pulled back. */
export function printReport(delivery: Delivery, terminal: Terminal): void {
  const { stages, diff, pullRequest, image, failed } = delivery
  for (const run of failed) {
    for (const { where, log } of failuresOf(run)) {
      terminal.title(`${run.file} · ${where} failed; the end of its log:`)
      for (const line of endOf(log)) terminal.line(line)
    }
  }
  terminal.title('What changed in the environment repository (branch main)')
  if (diff === '') terminal.line('nothing')
  else for (const line of diff.trimEnd().split('\n')) terminal.line(paintDiff(line, terminal))
  if (pullRequest !== undefined) {
    terminal.title(`The promotion pull request: ${pullRequest.title}`)
    terminal.line(pullRequest.body)
  }
  if (image !== undefined) {
    terminal.title('The image, pulled back from the registry and run')
    terminal.line(
      `${image.digest}, ${image.layers} layer${image.layers === 1 ? '' : 's'}; it prints: ${image.output}`,
    )
  }
  terminal.title('Stages')
  const rows = stages.map(({ name, outcome, duration, result }) => [
    name,
    outcome,
    `${(duration / 1000).toFixed(1)}s`,
    result,
  ])
  const [head = '', rule = '', ...lines] = columns(['Stage', 'Outcome', 'Time', 'Result'], rows)
  terminal.line(head)
  terminal.line(terminal.faint(rule))
  for (const [index, line] of lines.entries()) {
    terminal.line(stages[index]?.good === true ? terminal.good(line) : terminal.bad(line))
  }
}

/** The last lines, without the list of inputs that every step begins with. */
function endOf(log: string): readonly string[] {
  return log
    .replace(/^##\[group\]Run [^]*?##\[endgroup\]\n/, '')
    .trimEnd()
    .split('\n')
    .slice(-LOG_LINES)
}

function paintDiff(line: string, terminal: Terminal): string {
  if (line.startsWith('+') && !line.startsWith('+++')) return terminal.good(line)
  if (line.startsWith('-') && !line.startsWith('---')) return terminal.bad(line)
  return line
}
