/** What Argo CD is asked with. */
export interface Credential {
  /** A token that is still good for a while. Throws `ActionError` when none is to be had. */
  token(): Promise<string>
  /** Where it comes from, for messages. */
  readonly origin: string
  /** What to do when Argo CD does not accept it. */
  readonly advice: string
}

/** A token of the input `auth-token`. */
export function fixedCredential(token: string): Credential {
  return {
    token: () => Promise.resolve(token),
    origin: 'the input "auth-token"',
    advice: 'Create one with "argocd proj role create-token PROJECT ROLE"',
  }
}
