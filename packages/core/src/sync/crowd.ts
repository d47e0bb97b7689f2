import { applicationLabel, type ObservedApplication } from '../ports/agent.ts'
import { messageOf } from '../report/error.ts'
import { ask, BELIEVED_REFUSALS, REFRESH_EVERY } from './polling.ts'
import type { VerifyPorts, VerifyRequest } from './request.ts'
import { drop, findTrack, isNamed, type Roster, tellRoster } from './roster.ts'
import { isBehind, isTransient, isUnauthorized, type Track, type Wait } from './track.ts'

/** Refreshes that may be on their way at once, and the least milliseconds between two: each costs the agent a comparison. */
const REFRESHES_AT_ONCE = 4
const REFRESH_PAUSE = 1_000

/**
 * Asks for the first states, by one list for all names and one for each selector.
 * @throws ActionError of the agent; `application-not-found` for a name when nothing says how many to wait for
 */
export async function beginCrowd(roster: Roster, request: VerifyRequest, ports: VerifyPorts): Promise<void> {
  await listAll(roster, request, ports)
  if (request.expectedCount !== undefined) return
  for (const name of missingNames(roster)) {
    tellRoster(roster, name, await ports.agent.observe(name, 'none'), ports.clock.monotonic())
  }
}

/** Milliseconds until the list is due: after each interval, and when a verdict becomes ripe. */
export function crowdDue(roster: Roster, request: VerifyRequest, now: number): number {
  const { interval, stableFor } = request
  const { asking, failedAt, listed, suspect, tracks } = roster
  if (asking) return interval
  const silent = Math.min(...tracks.map(({ seen }) => seen), tracks.length === 0 ? listed : Infinity)
  const isWaiting = tracks.some(({ verdict }) => verdict.kind === 'waiting') || roster.empty.size > 0
  const ripe = tracks
    .filter(({ verdict, seen, since }) => verdict.kind !== 'waiting' && seen < since + stableFor)
    .map(({ since }) => since + stableFor)
  // What is good counts when all of it is: one list then answers for everybody.
  const sick = tracks.some(({ verdict }) => !GOOD.includes(verdict.kind) && verdict.kind !== 'waiting')
  const ripest = sick ? Math.min(...ripe) : Math.max(...ripe)
  const next = Math.max(silent, isWaiting ? listed : silent) + interval
  const wanted = suspect ? now : ripe.length === 0 || (isWaiting && !sick) ? next : Math.min(next, ripest)
  const rested = failedAt === undefined ? wanted : Math.max(wanted, failedAt + interval)
  return Math.max(0, rested - now)
}

const GOOD: readonly string[] = ['deployed', 'deployed-by-descendant', 'superseded']

/** Asks for all in the background, and rings when there is an answer. */
export function askCrowd(roster: Roster, request: VerifyRequest, ports: VerifyPorts, wait: Wait): void {
  roster.asking = true
  roster.suspect = false
  void listAll(roster, request, ports)
    .then(() => (request.expectedCount === undefined ? askMissing(roster, ports, wait) : undefined))
    .catch((error: unknown) => {
      if (!wait.over) takeFailure(roster, error, ports)
    })
    .finally(() => {
      roster.asking = false
      wait.bell.ring()
    })
}

async function listAll(roster: Roster, request: VerifyRequest, ports: VerifyPorts): Promise<void> {
  const { agent, clock } = ports
  const { names, selectors } = roster
  const asked = clock.monotonic()
  const [named, ...selected] = await Promise.all([
    names.length === 0 ? [] : agent.list(names),
    ...selectors.map((selector) => agent.list([selector])),
  ])
  const found: readonly ObservedApplication[] = [...named, ...selected.flat()]
  roster.listed = clock.monotonic()
  roster.failures = 0
  roster.failedAt = undefined
  for (const [index, { selector }] of selectors.entries()) {
    if (selected[index]?.length === 0) roster.empty.add(selector)
    else roster.empty.delete(selector)
  }
  for (const { name, state } of found) {
    // An event that came meanwhile is newer than the answer may be.
    const isNewer = (findTrack(roster, name)?.seen ?? -Infinity) > asked
    if (!isNewer) tellRoster(roster, name, state, roster.listed)
    roster.refusals.delete(applicationLabel(name))
  }
  const listed = new Set(found.map(({ name }) => applicationLabel(name)))
  for (const track of [...roster.tracks]) {
    const isLost = !listed.has(applicationLabel(track.name)) && track.seen <= asked
    // Where a number is given, what is gone may come again; it does not count until then.
    if (isLost && (!isNamed(roster, track.name) || request.expectedCount !== undefined)) {
      drop(roster, track, ports)
    } else if (isLost) track.suspect = true
  }
}

/** A name that the list lacks is asked about by itself: why it is not there is said only to that question. */
async function askMissing(roster: Roster, { agent, clock, log }: VerifyPorts, wait: Wait): Promise<void> {
  for (const name of missingNames(roster)) {
    const label = applicationLabel(name)
    try {
      tellRoster(roster, name, await agent.observe(name, 'none'), clock.monotonic())
      roster.refusals.delete(label)
    } catch (error) {
      if (wait.over) return
      if (isUnauthorized(error)) throw error
      log.info(`${label}: could not be read, trying again: ${messageOf(error)}`)
      if (isTransient(error)) continue
      const refusals = (roster.refusals.get(label) ?? 0) + 1
      roster.refusals.set(label, refusals)
      if (refusals >= BELIEVED_REFUSALS) roster.error = error
    }
  }
}

function missingNames(roster: Roster): Roster['names'] {
  return roster.names.filter((name) => findTrack(roster, name)?.suspect !== false)
}

function takeFailure(roster: Roster, error: unknown, { clock, log }: VerifyPorts): void {
  roster.failedAt = clock.monotonic()
  if (!isTransient(error)) roster.failures += 1
  if (isUnauthorized(error) || roster.failures >= BELIEVED_REFUSALS) roster.error = error
  else log.info(`the applications could not be listed, trying again: ${messageOf(error)}`)
}

/** Has those compared with Git that are behind, a few at a time, the longest unasked first. */
export function refreshCrowd(roster: Roster, request: VerifyRequest, ports: VerifyPorts, wait: Wait): void {
  if (refreshDue(roster, request, ports.clock.monotonic()) !== 0) return
  const next = nextToRefresh(roster)
  if (next === undefined) return
  roster.refreshed = ports.clock.monotonic()
  ask(next, 'normal', ports, wait)
}

/** Milliseconds until the next refresh is due; undefined when none is. */
export function refreshDue(roster: Roster, request: VerifyRequest, now: number): number | undefined {
  if (!request.refresh) return undefined
  const { tracks, refreshed } = roster
  if (tracks.filter(({ asking }) => asking).length >= REFRESHES_AT_ONCE) return undefined
  const next = nextToRefresh(roster)
  if (next === undefined) return undefined
  // The first round goes as fast as the agent answers.
  if (next.refreshed === undefined) return 0
  return Math.max(0, refreshed + REFRESH_PAUSE - now, next.refreshed + REFRESH_EVERY - now)
}

function nextToRefresh({ tracks }: Roster): Track | undefined {
  const behind = tracks.filter((track) => isBehind(track) && !track.asking)
  return behind.toSorted((a, b) => (a.refreshed ?? -Infinity) - (b.refreshed ?? -Infinity))[0]
}
