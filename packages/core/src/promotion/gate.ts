import { parseDuration } from '../environment/duration.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'
import { neverTogether, parseTimeWindows, type TimeWindow } from './time-window.ts'

/** A condition of a promotion; `text` is the line that asked for it. */
export type Gate = { readonly text: string } & (
  | { readonly kind: 'verified' | 'image' }
  /** Milliseconds since the previous environment was proven. */
  | { readonly kind: 'soak'; readonly duration: number }
  /** Inside is who is in any of them. */
  | { readonly kind: 'window' | 'freeze'; readonly windows: readonly TimeWindow[] }
  | { readonly kind: 'check'; readonly name: string }
)

const KINDS = ['verified', 'soak', 'window', 'freeze', 'check', 'image'] as const
type GateKind = (typeof KINDS)[number]

/**
 * Reads the lines of the input `gates`: `verified`, `soak=30m`, `window=Mon-Fri 09:00-16:00 Europe/Berlin` (several with ` or ` between them),
 * `freeze=2026-12-20..2027-01-03`, `check=<name>`, `image`.
 * @throws ActionError `invalid-gate`, which names the line
 */
export function parseGates(lines: readonly string[]): readonly Gate[] {
  const gates = lines.map((line, index) => parseGate(line.trim(), `Line ${index + 1} of the input "gates"`))
  refuseApart(gates)
  return gates
}

/** All gates must hold: two windows that have no minute in common would never open. */
function refuseApart(gates: readonly Gate[]): void {
  for (const [index, one] of gates.entries()) {
    for (const other of gates.slice(index + 1)) {
      if (one.kind !== 'window' || other.kind !== 'window') continue
      if (!neverTogether(one.windows, other.windows)) continue
      throw new ActionError(
        'invalid-gate',
        `The lines "${one.text}" and "${other.text}" of the input "gates" are never open at the same time, and all gates must be: write one line, "${one.text} or ${other.text.slice(other.text.indexOf('=') + 1).trim()}", if either will do.`,
      )
    }
  }
}

function parseGate(text: string, label: string): Gate {
  const equals = text.indexOf('=')
  const word = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase()
  const value = equals < 0 ? undefined : text.slice(equals + 1).trim()
  const kind = KINDS.find((known) => known === word)
  if (kind === undefined) {
    const meant = closest(word, KINDS)
    const hint = meant === undefined ? `wanted one of ${KINDS.join(', ')}` : `did you mean "${meant}"?`
    throw new ActionError('invalid-gate', `${label} is "${text}", which is no gate: ${hint}`)
  }
  return { text, ...readGate(kind, value, text, label) }
}

type BareGate = Gate extends infer G ? (G extends Gate ? Omit<G, 'text'> : never) : never

function readGate(kind: GateKind, value: string | undefined, text: string, label: string): BareGate {
  if (kind === 'verified' || kind === 'image') {
    if (value !== undefined) {
      throw new ActionError('invalid-gate', `${label} is "${text}": "${kind}" takes no value.`)
    }
    return { kind }
  }
  if (value === undefined || value === '') {
    throw new ActionError('invalid-gate', `${label} is "${text}", without a value: write ${EXAMPLES[kind]}.`)
  }
  switch (kind) {
    case 'soak':
      return { kind, duration: parseDuration(value, label) }
    case 'window':
    case 'freeze':
      return { kind, windows: parseTimeWindows(value, label) }
    case 'check':
      return { kind, name: value }
  }
}

const EXAMPLES = {
  soak: '"soak=30m"',
  window: '"window=Mon-Fri 09:00-16:00 Europe/Berlin"',
  freeze: '"freeze=2026-12-20..2027-01-03 Europe/Berlin"',
  check: '"check=<name of a check run>"',
} as const
