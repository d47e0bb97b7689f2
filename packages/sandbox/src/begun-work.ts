/** Work that was begun and may not be over, to be waited for before what it works on goes away. */
export class BegunWork {
  readonly #running = new Set<Promise<unknown>>()

  add(work: Promise<unknown>): void {
    this.#running.add(work)
    const forget = (): void => {
      this.#running.delete(work)
    }
    work.then(forget, forget)
  }

  /** Resolves when nothing is under way, however it ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running])
  }
}
