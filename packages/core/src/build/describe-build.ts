import type { ImageBuild, Label } from '../ports/builder.ts'
import type { BuildAndPushRequest } from './build-request.ts'
import { scopeCaches } from './cache-location.ts'
import { serviceOf } from './build-report.ts'
import { imageAnnotations, type ImageFacts, imageLabels } from './labels.ts'
import { expandKnown, sourceScope } from './tag-expression.ts'
import type { TagPlan } from './tag-plan.ts'

/** Everything an engine is told: what was asked for, and what follows from the commit and the plan. */
export function describeBuild(request: BuildAndPushRequest, plan: TagPlan, now: Date): ImageBuild {
  const { build, source } = request
  const facts = factsOf(request, plan, now)
  const scope = [serviceOf(plan, request.service), ...(request.byDigest ? build.platforms : [])]
    .join('-')
    .replaceAll('/', '-')
  const committed = source.committed?.getTime()
  return {
    ...build,
    buildArgs: expandArguments(build.buildArgs, facts),
    labels: imageLabels(facts, request.labels),
    annotations: imageAnnotations(facts, request.annotations),
    cacheFrom: scopeCaches(build.cacheFrom ?? [], scope),
    cacheTo: scopeCaches(build.cacheTo ?? [], scope),
    sourceDateEpoch:
      build.sourceDateEpoch ?? (committed === undefined ? undefined : Math.floor(committed / 1000)),
    pushTo: request.push ? plan.destinations.map(({ image }) => image) : [],
    references: plan.destinations.flatMap(({ image, tags }) =>
      tags.map(({ name }) => ({ ...image, tag: name })),
    ),
  }
}

/** So that a program can be told its version, which is known only here. */
function expandArguments(
  given: readonly Label[],
  { source, version, now }: ImageFacts,
): ImageBuild['buildArgs'] {
  const { values, dates } = sourceScope(source, now)
  const scope = { values: { ...values, version }, dates }
  return given.map(({ name, value }, index) => {
    const place = { input: 'build-args', line: index + 1, column: name.length + 2 }
    return { name, value: expandKnown(value, scope, place) }
  })
}

export function factsOf({ source }: BuildAndPushRequest, plan: TagPlan, now: Date): ImageFacts {
  return { source, version: plan.version, now }
}
