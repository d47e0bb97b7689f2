/** A chart of a Helm repository, as far as its values tell about images. */
export interface ChartOptions {
  /** The repository's address, as applications write it in `repoURL`. */
  repoURL: string
  chart: string
  version: string
  appVersion?: string
  values?: Record<string, unknown>
}

/** The Helm repositories that applications can name. */
export class ChartRepository {
  readonly #charts: ChartOptions[] = []

  add(chart: ChartOptions): void {
    this.#charts.push(chart)
  }

  /**
   * The chart of the highest version that the constraint admits, as `targetRevision` of a chart source: an exact
   * version, `*`, `1.x`, `1.2.*`, `^1.2.3`, `~1.2.3` or `>=1.2.3`.
   *
   * @throws Error when there is none.
   */
  find(repoURL: string, name: string, constraint: string): ChartOptions {
    const admitted = this.#charts
      .filter((chart) => chart.repoURL === repoURL && chart.chart === name)
      .filter((chart) => admits(constraint, chart.version))
      .sort((a, b) => compareVersions(b.version, a.version))
    const [best] = admitted
    if (best === undefined) {
      throw new Error(
        `failed to find version in range: chart "${name}" matching ${constraint} not found in ${repoURL}`,
      )
    }
    return best
  }
}

function admits(constraint: string, version: string): boolean {
  const wanted = constraint.trim()
  if (wanted === version) return true
  if (version.includes('-')) return false
  if (wanted === '*' || wanted === '') return true
  const wildcard = /^v?(\d+)(?:\.(\d+))?\.[x*]$/i.exec(wanted)
  if (wildcard !== null) return startsLike(version, [wildcard[1], wildcard[2]])
  const range = /^(\^|~|>=)\s*v?(\d+(?:\.\d+){0,2})$/.exec(wanted)
  if (range?.[2] === undefined) return false
  if (compareVersions(version, range[2]) < 0) return false
  const [major, minor] = range[2].split('.')
  if (range[1] === '^') return startsLike(version, [major])
  return range[1] === '~' ? startsLike(version, [major, minor]) : true
}

function startsLike(version: string, parts: (string | undefined)[]): boolean {
  const own = version.replace(/^v/, '').split('.')
  return parts.every((part, index) => part === undefined || part === own[index])
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string): number[] => text.replace(/^v/, '').split(/[.-]/).map(Number)
  const [left, right] = [parts(a), parts(b)]
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
