import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryFaults } from './faults.ts'
import type { Store } from './store.ts'

/** One request on its way through the registry. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly store: Store
  readonly faults: RegistryFaults
  /** Whether whoever asks may pull from another repository: for mounting its blobs. */
  readonly mayPull: (repository: string) => boolean
}
