import type { SourceChanges, SourceHistory } from '@gitops-actions/core'

/** Histories of applications in memory; what is not given is not known. */
export interface MemoryHistory extends SourceHistory {
  /** Every question, `changes acme/api 1111111 2222222`. */
  readonly asked: readonly string[]
}

export function createMemoryHistory(
  given: {
    /** By repository, or by `repository base head` of which seven digits count. */
    readonly changes?: Readonly<Record<string, SourceChanges>>
    readonly touching?: Readonly<Record<string, readonly string[]>>
    readonly private?: Readonly<Record<string, boolean>>
  } = {},
): MemoryHistory {
  const asked: string[] = []
  return {
    asked,
    changes(repository, base, head) {
      const key = `${repository} ${base.slice(0, 7)} ${head.slice(0, 7)}`
      asked.push(`changes ${key}`)
      return Promise.resolve(given.changes?.[key] ?? given.changes?.[repository])
    },
    touching(repository, head, path) {
      asked.push(`touching ${repository} ${path}`)
      const known = given.touching?.[path]
      return Promise.resolve(known === undefined ? undefined : (new Set(known) as never))
    },
    isPrivate(repository) {
      asked.push(`private ${repository}`)
      return Promise.resolve(given.private?.[repository])
    },
  }
}
