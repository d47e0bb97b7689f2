import { GrpcError } from './grpc-error.ts'

/**
 * Whether labels match a Kubernetes label selector: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * joined by commas.
 *
 * @throws GrpcError `invalidArgument` when the selector cannot be read.
 */
export function matchesSelector(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return splitRequirements(selector).every((requirement) => matchesRequirement(labels, requirement))
}

function splitRequirements(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((requirement) => requirement.trim())
    .filter((requirement) => requirement !== '')
}

function matchesRequirement(labels: Readonly<Record<string, string>>, requirement: string): boolean {
  const set = /^([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement)
  if (set?.[1] !== undefined) {
    const value = labels[set[1]]
    const listed =
      value !== undefined &&
      (set[3] ?? '')
        .split(',')
        .map((item) => item.trim())
        .includes(value)
    return set[2] === 'in' ? listed : !listed
  }
  const equality = /^([\w./-]+)\s*(==?|!=)\s*([\w.-]*)$/.exec(requirement)
  if (equality?.[1] !== undefined) {
    const equal = labels[equality[1]] === equality[3]
    return equality[2] === '!=' ? !equal : equal
  }
  const presence = /^(!?)\s*([\w./-]+)$/.exec(requirement)
  if (presence?.[2] === undefined)
    throw new GrpcError('invalidArgument', `unable to parse requirement: ${requirement}`)
  const present = labels[presence[2]] !== undefined
  return presence[1] === '!' ? !present : present
}
