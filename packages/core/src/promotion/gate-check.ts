import type { CheckRun, NewCheckRun } from '../ports/check-runs.ts'
import { ActionError } from '../report/error.ts'
import { markdownCode, markdownText } from '../report/markdown.ts'
import { gateTable } from './description.ts'
import type { PromotionPorts, PromotionReport, PromotionRequest } from './request.ts'

/** What of a promotion its check run tells. */
type Told = Pick<PromotionReport, 'from' | 'to' | 'head' | 'outcome' | 'reason' | 'gates'>

/**
 * Shows on the head of what is promoted that it is held back, and later that it is not any more. Nothing reads it: proofs
 * have other names. Written when it says something new alone; a token that may not write it stops nothing.
 */
export async function showGates(
  told: Told,
  { checkRun, dryRun, runUrl }: Pick<PromotionRequest, 'checkRun' | 'dryRun' | 'runUrl'>,
  { checks, log }: Pick<PromotionPorts, 'checks' | 'log'>,
): Promise<void> {
  const { head, outcome, gates } = told
  const isHeld = outcome === 'blocked-by-gate'
  if (!checkRun || dryRun || head === undefined || (!isHeld && gates.length === 0)) return
  const wanted = { ...describe(told), commit: head, detailsUrl: runUrl }
  try {
    const [known] = await checks.find(head, wanted.name)
    if (saysSame(known, wanted, isHeld)) return
    await checks.create(wanted)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code === 'cancelled') throw error
    if (error.code === 'permission-denied') {
      log.info(`No check run tells of the gates, for which the token needs "checks: write": ${error.message}`)
    } else log.warning(`No check run tells of the gates: ${error.message}`)
  }
}

/** `gitops-promotion/<from>/<to>`: never the name of a proof, which begins with `gitops/`. */
export function gateCheckName({ from, to }: Pick<Told, 'from' | 'to'>): string {
  return `gitops-promotion/${from}/${to}`
}

/** Nobody has to be told that nothing holds back what nothing ever held back. */
function saysSame(known: CheckRun | undefined, wanted: NewCheckRun, isHeld: boolean): boolean {
  if (known === undefined) return !isHeld
  return known.conclusion === wanted.conclusion && known.title === wanted.title
}

function describe(told: Told): Pick<NewCheckRun, 'name' | 'conclusion' | 'title' | 'summary'> {
  const { from, to, gates, outcome, reason } = told
  const closed = gates.filter(({ open }) => !open).map(({ gate }) => gate)
  const isHeld = outcome === 'blocked-by-gate'
  const what = closed.length === 0 ? 'a hold' : closed.join(', ')
  return {
    name: gateCheckName(told),
    // It fails nothing: the run that it tells of has not failed either.
    conclusion: isHeld ? 'neutral' : 'success',
    title: (isHeld ? `Held back from ${to}: ${what}` : `May go on to ${to}`).slice(0, MAX_TITLE),
    summary: [
      `${markdownCode(from)} → ${markdownCode(to)}. ${markdownText(reason)}`,
      ...gateTable(gates),
    ].join('\n\n'),
  }
}

const MAX_TITLE = 200
