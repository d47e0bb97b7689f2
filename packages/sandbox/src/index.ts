export type { AccessAction, AccessPolicy, TokenOptions } from './argocd/api/access.ts'
export type { DexOptions } from './argocd/api/dex.ts'
export type { RecordedRequest } from './argocd/api/request.ts'
export type {
  RequestEffect,
  RequestFault,
  StreamEffect,
  StreamFault,
  TransportFaults,
} from './argocd/api/transport-faults.ts'
export type {
  ApplicationFaults,
  DegradedFault,
  OperationFault,
  SyncWindow,
} from './argocd/application/faults.ts'
export type { ApplicationHandle, ApplicationOptions, LiveAddress } from './argocd/application/handle.ts'
export type {
  Application,
  ApplicationSource,
  ApplicationSpec,
  ApplicationStatus,
} from './argocd/application/object.ts'
export type { Observation, Replay, ReplayPace } from './argocd/application/replay.ts'
export { createManualClock, createScaledClock, type ManualClock, type SandboxClock } from './argocd/clock.ts'
export type { Durations } from './argocd/reconciler/record.ts'
export { type ArgoCd, type ArgoCdOptions, startArgoCd } from './argocd/server.ts'
export type { ChartOptions } from './argocd/source/charts.ts'
export type { RepositoryOptions } from './argocd/source/git-mirrors.ts'
export { makeStaticBinary } from './demo/static-binary.ts'
export { removeDirectory } from './directory-removal.ts'
export { BareRepository, ReferenceMovedError, type NewCommit, type Reference } from './git/bare-repository.ts'
export { GitCommandError, hermeticEnvironment, readGit, runGit } from './git/git-command.ts'
export type { Tag } from './git/tag-object.ts'
export type { GitExchange, GitPush } from './git/exchange.ts'
export * from './git/object.ts'
export { PROTECTION_REASON, protectedBranch, type PushRefusal, RULESET_REASON } from './git/push.ts'
export { type GitServer, type GitServerOptions, type Seed, startGitServer } from './git/server.ts'
export type { EventListener, GitHubEvent, PullRequestAction } from './github/events.ts'
export type { LoggedRequest } from './github/exchange.ts'
export type { NewApp, RegisteredApp } from './github/app-registration.ts'
export {
  type FaultAnswer,
  type FaultEffect,
  type FaultOptions,
  FaultScript,
  type MovedBranch,
  type RateLimitFault,
} from './github/faults.ts'
export type * from './github/resources.ts'
export {
  type GitHub,
  type GitHubOptions,
  type NewRepository,
  type NewRuleset,
  startGitHub,
} from './github/server.ts'
export { GitHubState, type NewToken, type Repository } from './github/state.ts'
export { type IdTokenServer, type IdTokenServerOptions, startIdTokens } from './identity/id-tokens.ts'
export { findProcesses } from './processes.ts'
export type { RegistryFaults } from './registry/faults.ts'
export type { ImageRequest, MadeImage } from './registry/image.ts'
export * from './registry/media-type.ts'
export * from './registry/registry.ts'
export type { StoredManifest } from './registry/store.ts'
export type { RegistryUser } from './registry/token.ts'
export { WorkflowError } from './runner/error.ts'
export type * from './runner/options.ts'
export type * from './runner/results.ts'
export { runWorkflow } from './runner/run-workflow.ts'
export { triggeredBy } from './runner/triggers.ts'
export { type AccessRule, EVERYTHING } from './kubernetes/access.ts'
export type { ClusterEffect, ClusterFault, WatchEffect } from './kubernetes/faults.ts'
export { type Kubernetes, type KubernetesOptions, startKubernetes } from './kubernetes/server.ts'
export type { ClusterObject, NewObject, ObjectStore } from './kubernetes/store.ts'
export type { FluxFault, FluxFaults } from './flux/faults.ts'
export { type Flux, type FluxOptions, startFlux } from './flux/server.ts'
