/** What goes wrong with an object of Flux, as long as it is set. */
export interface FluxFault {
  /** A source cannot be fetched. */
  readonly fetch?: { readonly reason: string; readonly message: string }
  /** Manifests cannot be built, applied or pruned, or a release cannot be upgraded. */
  readonly apply?: { readonly reason: string; readonly message: string }
  /** The controller does nothing at all, as when it is down. */
  readonly stuck?: boolean
  /** The object can never be reconciled as it is. */
  readonly stalled?: { readonly reason: string; readonly message: string }
}

/** Faults by object, `Kustomization/flux-system/apps`. */
export class FluxFaults {
  readonly #faults = new Map<string, FluxFault>()

  set(object: string, fault: FluxFault): void {
    this.#faults.set(object, fault)
  }

  clear(object: string): void {
    this.#faults.delete(object)
  }

  of(kind: string, namespace: string, name: string): FluxFault {
    return this.#faults.get(`${kind}/${namespace}/${name}`) ?? {}
  }
}
