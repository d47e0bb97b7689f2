export { type ArgoCdAgentOptions, createArgoCdAgent } from './argocd/agent.ts'
export * from './clock/system-clock.ts'
export { readCaCert } from './http/certificates.ts'
export * from './http/client.ts'
export type * from './http/contract.ts'
export * from './http/fetch.ts'
export { parseRetryAfter } from './http/retry.ts'
export { checkUrl, describeUrl, isLoopback } from './http/url.ts'
export { type RegistryCredential } from './registry/login.ts'
export * from './registry/registry.ts'
export {
  type BuilderOptions,
  type BuildkitChoice,
  type OpenBuilder,
  createBuilder,
} from './builders/builder.ts'
export { type EngineChoice } from './builders/find-engine.ts'
export { connectGitHub, type GitHubConnection, type GitHubOptions } from './github/connection.ts'
export { createGitHubRepository } from './github/environment-repository.ts'
export { createGitHubPullRequests } from './github/pull-requests.ts'
export { createGitRepository, type GitRepository } from './git/environment-repository.ts'
export { type GitOptions } from './git/git.ts'
export { parseRemote } from './git/remote.ts'
export { openEnvironmentRemote } from './run/environment-remote.ts'
export { openRunAdapters } from './run/run-adapters.ts'
export { openRunClients, type RunClients } from './run/run-clients.ts'
export { type ReleaseFile, prepareReleaseFile } from './release/release-file.ts'
export { loadReleaseInput } from './release/release-input.ts'
