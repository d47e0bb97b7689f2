import type { EnvironmentRepository } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type BumpDecision, decide } from './decision.ts'
import type { BumpPorts, BumpRequest, LeftOut, WantedImage } from './request.ts'
import type { BumpTarget } from './target.ts'
import { verifyImages } from './verification.ts'

/** The images that can be written, and those that cannot. */
export interface Verified {
  readonly wanted: readonly WantedImage[]
  readonly failed: readonly LeftOut[]
}

/**
 * As `verifyImages`; with `best-effort` an image that is refused is set aside.
 * @throws ActionError of `verifyImages`, also when every image is refused
 */
export async function verifyWanted(request: BumpRequest, { registry }: BumpPorts): Promise<Verified> {
  if (registry === undefined) return { wanted: request.wanted, failed: [] }
  if (request.failMode === 'all-or-nothing')
    return { wanted: await verifyImages(request, registry), failed: [] }
  const sorted = await sortOut(request.wanted, (one) => verifyImages({ ...request, wanted: [one] }, registry))
  return { wanted: sorted.passed.flatMap(({ result }) => result), failed: sorted.failed }
}

/**
 * As `decide`; with `best-effort` services that cannot be written are left out.
 * @throws ActionError of `decide`, also when every service is refused
 */
export async function decideWanted(
  request: BumpRequest,
  known: BumpTarget | undefined,
  ports: BumpPorts,
): Promise<BumpDecision> {
  const once = { ...ports, repository: rememberReads(ports.repository) }
  try {
    return await decide(request, known, once)
  } catch (error) {
    if (request.failMode === 'all-or-nothing' || request.wanted.length < 2 || !isRefusal(error)) throw error
    const sorted = await sortOut(request.wanted, (one) => decide({ ...request, wanted: [one] }, known, once))
    // Each alone can be written, so that it lies in how they go together.
    if (sorted.failed.length === 0) throw error
    const passed = sorted.passed.map(({ one }) => one)
    const decision = await decide({ ...request, wanted: passed }, known, once)
    return { ...decision, leftOut: [...decision.leftOut, ...sorted.failed] }
  }
}

interface Sorted<T> {
  readonly passed: readonly { readonly one: WantedImage; readonly result: T }[]
  readonly failed: readonly LeftOut[]
}

async function sortOut<T>(
  wanted: readonly WantedImage[],
  attempt: (one: WantedImage) => Promise<T>,
): Promise<Sorted<T>> {
  const passed: { one: WantedImage; result: T }[] = []
  const failed: LeftOut[] = []
  let first: unknown
  for (const one of wanted) {
    try {
      passed.push({ one, result: await attempt(one) })
    } catch (error) {
      if (!isRefusal(error)) throw error
      first ??= error
      const reason = `${one.service}: ${error.message.replace(/\.$/, '')} (${error.code})`
      failed.push({ wanted: one, outcome: 'failed', reason })
    }
  }
  if (passed.length === 0) throw first
  return { passed, failed }
}

/** What speaks against one service; an outage speaks against all. */
function isRefusal(error: unknown): error is ActionError {
  return error instanceof ActionError && error.kind === 'user'
}

/** One attempt looks at one head, however often it decides. */
function rememberReads(repository: EnvironmentRepository): EnvironmentRepository {
  const reads = new Map<string, ReturnType<EnvironmentRepository['read']>>()
  return {
    ...repository,
    read(request) {
      const key = JSON.stringify(request)
      const read = reads.get(key) ?? repository.read(request)
      reads.set(key, read)
      return read
    },
  }
}
