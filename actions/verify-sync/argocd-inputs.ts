import { ActionError } from '@gitops-actions/core'
import type { Inputs } from '@gitops-actions/kit'

/** How Argo CD is reached. */
export interface ArgoCdInputs {
  readonly server: string
  /** Empty: the identity of the job is exchanged for one. */
  readonly authToken: string
  /** Dex's connector for the identity of the job; empty: `authToken` is used. */
  readonly connector: string
  readonly audience: string
}

/** @throws ActionError `invalid-input` */
export function readArgoCdInputs(inputs: Inputs): ArgoCdInputs {
  const server = readServer(inputs.requiredText('server'))
  const authToken = inputs.secret('auth-token')
  const oidc = inputs.text('oidc')
  const isOff = oidc === '' || oidc.toLowerCase() === 'false'
  if (isOff && authToken === '') {
    throw new ActionError(
      'invalid-input',
      'the input "auth-token" is required and was not given; add it under `with:`, or "oidc" where Dex of Argo CD takes the identity of GitHub jobs. A secret is empty in runs of pull requests from forks',
    )
  }
  if (!isOff && authToken !== '') {
    throw new ActionError(
      'invalid-input',
      'both inputs "auth-token" and "oidc" are given; wanted one of the two: leave the other out',
    )
  }
  if (!isOff && !/^[A-Za-z0-9._-]{1,100}$/.test(oidc)) {
    throw new ActionError(
      'invalid-input',
      `the input "oidc" is ${JSON.stringify(oidc.slice(0, 80))}; wanted "true", or the id of the connector in "dex.config" of Argo CD, such as "github-actions"`,
    )
  }
  const connector = isOff ? '' : oidc.toLowerCase() === 'true' ? 'github-actions' : oidc
  return { server, authToken, connector, audience: inputs.text('oidc-audience') }
}

/** A host without a scheme is what `ARGOCD_SERVER` holds for the argocd command line. */
function readServer(text: string): string {
  const address = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (isPlain && /^https?:$/.test(url.protocol) && url.hostname !== '') return address
  // What follows an "@" or a "?" may be a secret.
  const shown = text.replace(/\/\/[^/]*@/, '//***@').replace(/[?#].*$/s, '?…')
  throw new ActionError(
    'invalid-input',
    `the input "server" is ${JSON.stringify(shown.slice(0, 80))}; wanted the address of Argo CD, such as "https://argocd.example.com" or "https://example.com/argocd", without user, query and fragment`,
  )
}
