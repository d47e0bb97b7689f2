import { listSources } from '../application/object.ts'
import { readsRepository } from './comparison.ts'
import { reconcile } from './reconcile.ts'
import { higherLevel, type ApplicationRecord, type ControllerContext, type Level } from './record.ts'

/**
 * The application controller: for each application, one reconciliation at a time, asked for by the poll timer, a
 * refresh, a webhook, an operation, or something that falls due.
 */
export class Controller {
  readonly #context: ControllerContext
  readonly #records = new Map<string, ApplicationRecord>()
  readonly #waiters: (() => void)[] = []
  #closed = false

  constructor(context: ControllerContext) {
    this.#context = context
  }

  add(record: ApplicationRecord): void {
    this.#records.set(`${record.namespace}/${record.name}`, record)
    this.#schedulePoll(record)
  }

  remove(record: ApplicationRecord): void {
    record.removed = true
    record.cancelPoll()
    record.cancelWake()
    this.#records.delete(`${record.namespace}/${record.name}`)
  }

  find(namespace: string, name: string): ApplicationRecord | undefined {
    return this.#records.get(`${namespace}/${name}`)
  }

  /** Asks for a reconciliation; requests that come while one runs are joined into the next. */
  request(record: ApplicationRecord, level: Level): void {
    if (this.#closed || record.removed) return
    record.pending = higherLevel(record.pending, level)
    if (!record.running) void this.#drain(record)
  }

  /** What a push webhook does: looks again at every application that reads the repository. */
  notify(repoURL: string): number {
    let count = 0
    for (const record of this.#records.values()) {
      const application = this.#context.store.get(record.namespace, record.name)
      if (application === undefined) continue
      if (!listSources(application.spec).some((source) => readsRepository(source, repoURL))) continue
      count++
      this.request(record, 'refresh')
    }
    return count
  }

  /** Resolves when no reconciliation runs or waits. Timers that are not due yet do not count. */
  async settled(): Promise<void> {
    while ([...this.#records.values()].some((record) => record.running || record.pending !== undefined)) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
  }

  close(): void {
    this.#closed = true
    for (const record of [...this.#records.values()]) this.remove(record)
  }

  async #drain(record: ApplicationRecord): Promise<void> {
    record.running = true
    try {
      while (record.pending !== undefined && !record.removed && !this.#closed) {
        const level = record.pending
        record.pending = undefined
        const { again, wakeAt } = await reconcile(this.#context, record, level)
        if (again !== undefined) record.pending = higherLevel(record.pending, again)
        this.#scheduleWake(record, wakeAt)
      }
    } catch (error) {
      if (!this.#closed) this.#context.reportCrash(record.name, error)
    } finally {
      record.running = false
      if (record.removed || this.#closed) record.pending = undefined
      for (const wake of this.#waiters.splice(0)) wake()
    }
  }

  #scheduleWake(record: ApplicationRecord, wakeAt: number | undefined): void {
    record.cancelWake()
    if (wakeAt === undefined || record.removed || this.#closed) return
    const { clock } = this.#context
    record.cancelWake = clock.schedule(Math.max(1, Math.ceil(wakeAt - clock.now())), () => {
      this.request(record, 'status')
    })
  }

  #schedulePoll(record: ApplicationRecord): void {
    record.cancelPoll()
    if (record.removed || this.#closed) return
    record.cancelPoll = this.#context.clock.schedule(this.#context.durations.poll, () => {
      this.request(record, 'refresh')
      this.#schedulePoll(record)
    })
  }
}
