import type { CheckRun, CheckRuns, NewCheckRun } from '@gitops-actions/core'

/** Check runs in memory, by `commit name`. */
export interface MemoryCheckRuns extends CheckRuns {
  /** Every question, `commit name`. */
  readonly asked: readonly string[]
  readonly created: readonly NewCheckRun[]
  /** A completed run by GitHub Actions, unless said otherwise. */
  add(commit: string, change?: Partial<CheckRun>): void
}

export function createMemoryCheckRuns(): MemoryCheckRuns {
  const asked: string[] = []
  const created: NewCheckRun[] = []
  const runs: { commit: string; run: CheckRun }[] = []
  function runsOf(commit: string, name: string): readonly CheckRun[] {
    return runs
      .filter((each) => each.commit === commit && each.run.name === name)
      .map(({ run }) => run)
      .reverse()
  }

  return {
    asked,
    created,
    add(commit, change) {
      const run: CheckRun = {
        name: 'gitops/staging',
        app: 'github-actions',
        status: 'completed',
        conclusion: 'success',
        completedAt: new Date(Date.UTC(2026, 0, 2, 2, 0, 0)),
        url: 'https://github.example/check',
        ...change,
      }
      runs.push({ commit, run })
    },
    find(commit, name) {
      asked.push(`${commit} ${name}`)
      const all = runsOf(commit, name)
      return Promise.resolve(all.filter((run) => run === all.find(({ app }) => app === run.app)))
    },
    history(commit, name) {
      asked.push(`all ${commit} ${name}`)
      return Promise.resolve(runsOf(commit, name))
    },
    create(run) {
      created.push(run)
      return Promise.resolve()
    },
  }
}
