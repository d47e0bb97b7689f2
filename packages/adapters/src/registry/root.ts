import { ActionError } from '@gitops-actions/core'
import type { HttpClient } from '../http/contract.ts'
import { speaksNoTls } from '../http/failure.ts'
import { apiRoot, isHub } from './endpoint.ts'

/** The root of a registry's API. */
export type FindRoot = (registry: string) => Promise<URL>

/** Milliseconds for the question whether a registry speaks https; where port 443 is filtered, nothing ever answers. */
const DEADLINE = 5_000

/**
 * Finds roots: http for loopback addresses, https for all others. With `plaintext`, http is accepted where nobody speaks https, which
 * is asked once for each registry before anything secret is sent: one that does is never spoken to in the clear.
 */
export function createRootFinder(http: Pick<HttpClient, 'request'>, plaintext: boolean): FindRoot {
  const known = new Map<string, Promise<URL>>()
  return async (registry) => {
    const root = apiRoot(registry)
    if (!plaintext || root.protocol === 'http:' || isHub(registry)) return root
    const found = known.get(registry) ?? probe(http, root)
    known.set(registry, found)
    return found
  }
}

async function probe(http: Pick<HttpClient, 'request'>, root: URL): Promise<URL> {
  const plain = new URL(root)
  plain.protocol = 'http:'
  try {
    await http.request({ url: new URL('/v2/', root), retry: 'never', deadline: DEADLINE })
  } catch (error) {
    if (error instanceof ActionError && speaksNoHttps(error)) return plain
  }
  return root
}

/** A certificate that nobody trusts is an answer in https, and no reason to give it up. */
function speaksNoHttps(error: ActionError): boolean {
  return error.code === 'unreachable' || error.code === 'timeout' || speaksNoTls(error)
}
