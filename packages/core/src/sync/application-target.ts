import { type ApplicationTarget } from '../ports/agent.ts'
import { ActionError } from '../report/error.ts'

const KIND = '[A-Z][A-Za-z0-9]{0,62}'
const NAMESPACE = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const NAME = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?'

const BY_NAME = new RegExp(`^(?:(${KIND})/)?(?:(${NAMESPACE})/)?(${NAME})$`)
const BY_LABELS = new RegExp(`^(?:(${KIND})/)?(?:(${NAMESPACE})/)?selector=(.*)$`)

/** Source of the grammar: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
const KEY = '(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?'
const VALUE = '(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?'
const REQUIREMENT = new RegExp(
  `^(?:!?${KEY}|${KEY} ?(?:=|==|!=) ?${VALUE}|${KEY} (?:in|notin) ?\\( ?${VALUE}(?: ?, ?${VALUE})* ?\\))$`,
)

/** It becomes a part of an address. */
const LONGEST_SELECTOR = 2000

/**
 * Reads a line of the input `applications`: `name`, `namespace/name`, `Kind/namespace/name`, or `selector=<labels>` in place
 * of the name. A kind begins with a capital letter, and no namespace does.
 * @throws ActionError `invalid-input`
 */
export function parseApplicationTarget(line: string): ApplicationTarget {
  const labels = BY_LABELS.exec(line)
  const match = labels ?? BY_NAME.exec(line)
  const last = match?.[3]
  if (match === null || last === undefined) throw refusal(line, NAMES)
  const place = { ...(match[1] === undefined ? {} : { kind: match[1] }), namespace: match[2] }
  if (labels === null) return { ...place, name: last }
  const selector = last.replace(/\s+/g, ' ').trim()
  if (
    selector.length > LONGEST_SELECTOR ||
    !requirementsOf(selector).every((one) => REQUIREMENT.test(one.trim()))
  )
    throw refusal(line, SELECTORS)
  return { ...place, selector }
}

const NAMES = 'wanted "name", "namespace/name", "Kind/namespace/name" or "selector=<labels>"'
const SELECTORS =
  'wanted labels such as "selector=app.kubernetes.io/part-of=shop,tier!=batch" or "selector=tier in (web, api)"'

function refusal(line: string, wanted: string): ActionError {
  return new ActionError(
    'invalid-input',
    `the input "applications" has the line ${JSON.stringify(line.slice(0, 80))}; ${wanted} on each line`,
  )
}

/** Parted by the commas that are not inside of a set. */
function requirementsOf(selector: string): readonly string[] {
  return selector.split(/,(?![^(]*\))/)
}
