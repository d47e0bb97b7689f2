import {
  type ApplicationEvent,
  applicationLabel,
  type ApplicationName,
  type ApplicationSelector,
  type ApplicationState,
  isSelector,
} from '../ports/agent.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { createTrack, tell, type Track } from './track.ts'

/** The applications that are known, and those that are not there yet. Times are monotonic milliseconds. */
export interface Roster {
  readonly tracks: Track[]
  readonly names: readonly ApplicationName[]
  readonly selectors: readonly ApplicationSelector[]
  /** Selectors that found nothing when they were last asked about. */
  readonly empty: Set<string>
  /** How often in a row the agent said no about a name. */
  readonly refusals: Map<string, number>
  /** A list is on its way. */
  asking: boolean
  /** When the last list was answered. */
  listed: number
  /** When a list was last asked for in vain. */
  failedAt: number | undefined
  failures: number
  /** Something was told that only a list can put right. */
  suspect: boolean
  /** When a refresh was last asked for. */
  refreshed: number
  /** When windows were last asked about, and whether some wait for their turn. */
  windowsAsked: number
  windowsLeft: boolean
  /** Why it makes no sense to go on. */
  error: unknown
}

export function createRoster({ applications }: VerifyRequest): Roster {
  return {
    tracks: [],
    names: applications.flatMap((target) => (isSelector(target) ? [] : [target])),
    selectors: applications.filter(isSelector),
    empty: new Set(),
    refusals: new Map(),
    asking: false,
    listed: 0,
    failedAt: undefined,
    failures: 0,
    suspect: false,
    refreshed: 0,
    windowsAsked: -Infinity,
    windowsLeft: false,
    error: undefined,
  }
}

/** Named applications beyond this are asked about together: a request for each and every tick would be a burden. */
const FEW = 5

/** Whether the applications are asked about by lists: many, of unknown number, or not there yet. */
export function isCrowd({ names, selectors }: Roster, { expectedCount }: VerifyRequest): boolean {
  return selectors.length > 0 || names.length > FEW || expectedCount !== undefined
}

export function findTrack({ tracks }: Roster, name: ApplicationName): Track | undefined {
  const label = applicationLabel(name)
  return tracks.find((track) => applicationLabel(track.name) === label)
}

/** Takes a state, and a new application with it. */
export function tellRoster(
  roster: Roster,
  name: ApplicationName,
  state: ApplicationState,
  now: number,
): Track {
  const known = findTrack(roster, name)
  if (known !== undefined) {
    tell(known, state, now)
    return known
  }
  const track = createTrack(name, state, now)
  roster.tracks.push(track)
  // Which selector it came by is for the next list to say.
  if (roster.empty.size > 0) roster.suspect = true
  return track
}

/** Takes what the stream tells. */
export function hear(
  roster: Roster,
  event: ApplicationEvent,
  request: VerifyRequest,
  ports: VerifyPorts,
): void {
  if (event.kind === 'changed') {
    tellRoster(roster, event.name, event.state, ports.clock.monotonic())
    return
  }
  const track = findTrack(roster, event.name)
  if (track === undefined) return
  if (isCrowd(roster, request)) roster.suspect = true
  if (isNamed(roster, event.name)) track.suspect = true
  else drop(roster, track, ports)
}

/** Of what a selector found nothing is expected but to be in the list. */
export function drop(roster: Roster, track: Track, { log }: VerifyPorts): void {
  log.info(`${track.state.label}: is gone`)
  roster.tracks.splice(roster.tracks.indexOf(track), 1)
}

export function isNamed({ names }: Roster, name: ApplicationName): boolean {
  const label = applicationLabel(name)
  return names.some((one) => applicationLabel(one) === label)
}

/** What is not there yet, for people; empty when everything is. */
export function absentees(roster: Roster, { expectedCount = 1 }: VerifyRequest): readonly string[] {
  const names = roster.names.filter((name) => findTrack(roster, name) === undefined).map(applicationLabel)
  const missing = names.length === 0 ? [] : [`not there yet: ${names.join(', ')}`]
  const unmatched = [...roster.empty].map((selector) => `no application matches selector=${selector}`)
  const found = roster.tracks.length
  const count = found < expectedCount ? [`${found} of ${expectedCount} applications exist`] : []
  return [...missing, ...unmatched, ...count]
}
