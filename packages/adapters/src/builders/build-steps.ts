import type { BuiltImage } from '@gitops-actions/core'

/** Counts the steps of a Dockerfile, and those taken from a cache, by what an engine says while it builds. */
export interface StepCount {
  readonly onLine: (line: string) => void
  readonly count: () => Pick<BuiltImage, 'steps'>
}

/** `Step 2/3 : …` of docker, `STEP 2/3: …` of buildah, which begins anew for each stage and platform. */
const PLAIN_STEP = /^(?:\[[^\]]+\] )?(?:Step|STEP) \d+\/\d+ ?:/
const PLAIN_CACHED = /^(?: ---> |--> )Using cache\b/
/** `#7 [build 2/4] RUN …` of BuildKit, once for each of its steps; what it does by itself is `[internal] …`. */
const BUILDKIT_STEP = /^#(\d+) \[(?:[^\]]+ )?\d+\/\d+\]/
const BUILDKIT_CACHED = /^#(\d+) CACHED\b/

export function countSteps(): StepCount {
  let plain = 0
  let plainCached = 0
  const known = new Set<string>()
  const cached = new Set<string>()
  return {
    onLine(line) {
      if (PLAIN_STEP.test(line)) plain += 1
      else if (PLAIN_CACHED.test(line)) plainCached += 1
      const step = BUILDKIT_STEP.exec(line)?.[1]
      if (step !== undefined) known.add(step)
      const hit = BUILDKIT_CACHED.exec(line)?.[1]
      if (hit !== undefined) cached.add(hit)
    },
    count() {
      const fromBuildkit = [...cached].filter((step) => known.has(step)).length
      const total = plain + known.size
      return total === 0 ? {} : { steps: { total, cached: plainCached + fromBuildkit } }
    },
  }
}
