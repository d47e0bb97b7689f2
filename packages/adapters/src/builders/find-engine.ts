import { ActionError } from '@gitops-actions/core'
import { probeBuildah } from './buildah-probe.ts'
import { wantsOwnBuilder } from './buildx-builder.ts'
import { findUnmet, requireAbility } from './capabilities.ts'
import { probeBuildx, probeDocker, probeOwnBuildx } from './docker-probe.ts'
import type { Engine } from './engine.ts'
import type { EngineSearch } from './engine-search.ts'

interface Candidate {
  readonly name: string
  /** Answers with the engine, or with the reason why it does not work. */
  readonly probe: (search: EngineSearch) => Promise<Engine | string>
}

const BUILDAH: Candidate = { name: 'buildah', probe: probeBuildah }
const DOCKER: Candidate = { name: 'docker', probe: probeDocker }
const BUILDX: Candidate = { name: 'buildx', probe: probeBuildx }
/** The last resort: it takes seconds and an image to start. */
const OWN_BUILDX: Candidate = { name: 'buildx in a container', probe: probeOwnBuildx }

/**
 * Finds an engine that works and can do all that the build asks for: for `auto` the first of docker, buildah and buildx, for several
 * platforms the first of buildx and buildah. A client whose daemon does not answer does not work.
 * @throws ActionError `engine-unavailable`, with the reason of each that was tried; `engine-cannot` and `platforms-unsupported`, when
 * the one engine that was asked for works but cannot; `builder-unavailable`
 */
export async function findEngine(search: EngineSearch): Promise<{ engine: Engine; why: string }> {
  const reasons: string[] = []
  let unable: Engine | undefined
  for (const { name, probe } of candidates(search)) {
    const found = await probe(search)
    if (typeof found === 'string') {
      reasons.push(`${name}: ${found}`)
      continue
    }
    const unmet = findUnmet(found.kind, search.build)
    if (unmet.length === 0) return { engine: found, why: whyOf(search, reasons) }
    reasons.push(`${found.description} cannot do ${unmet.join(' or ')}`)
    unable ??= found
  }
  if (unable !== undefined && search.choice !== 'auto')
    requireAbility(unable.kind, unable.description, search.build)
  throw new ActionError(
    'engine-unavailable',
    `No engine that can build this was found. ${reasons.join('; ')}. ${adviceOf(search, reasons.join())}`,
  )
}

function adviceOf({ choice }: EngineSearch, reasons: string): string {
  if (choice !== 'auto' && /permission denied/i.test(reasons)) {
    return 'Let the user of this runner use docker\'s socket ("sudo usermod -aG docker <user>", then start the runner anew), or use "engine: buildah".'
  }
  if (choice === 'buildx') {
    return 'Use a runner that has docker with its buildx plugin, or "engine: buildah"; a BuildKit elsewhere is reached with "driver: remote" and "endpoint".'
  }
  if (choice === 'docker') {
    return 'Start the docker daemon, name the one to use in DOCKER_HOST, or use "engine: buildah".'
  }
  return 'Install one (on Debian and Ubuntu: "sudo apt-get install -y buildah"), start the docker daemon, or use a runner that has one.'
}

function candidates({ choice, build, buildkit }: EngineSearch): readonly Candidate[] {
  if (choice === 'buildah') return [BUILDAH]
  if (choice === 'docker') return [DOCKER]
  const isNamed = buildkit.name !== undefined || wantsOwnBuilder(buildkit)
  if (isNamed) return [BUILDX]
  if (choice === 'buildx') return [BUILDX, OWN_BUILDX]
  return build.platforms.length > 1 ? [BUILDX, BUILDAH, OWN_BUILDX] : [DOCKER, BUILDAH, BUILDX, OWN_BUILDX]
}

function whyOf(search: EngineSearch, reasons: readonly string[]): string {
  const because = reasons.length === 0 ? '' : `because ${reasons.join('; ')}`
  if (search.choice !== 'auto')
    return because === '' ? 'as input "engine" says' : `as input "engine" says, ${because}`
  return because === '' ? 'the first that works' : because
}
