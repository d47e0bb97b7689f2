import { ActionError, parseImageReference } from '@gitops-actions/core'

import type { Inputs } from './inputs.ts'

/** A user name and password, and the registry that they are for: `host[:port]`. */
export interface RegistryLogin {
  readonly registry: string
  readonly username: string
  readonly password: string
}

/**
 * The login of the inputs `registry`, `username` and `password`; none when they are empty. Without `registry` it is for
 * the registry of the first image, and never sent to another. Throws `ActionError` `invalid-input`.
 */
export function readRegistryLogins(inputs: Inputs, images: readonly string[]): readonly RegistryLogin[] {
  const username = inputs.text('username')
  const password = inputs.secret('password')
  if (username === '' && password === '') return []
  if (username === '' || password === '') {
    const [given, missing] = username === '' ? ['password', 'username'] : ['username', 'password']
    throw new ActionError(
      'invalid-input',
      `The input "${given}" is given and "${missing}" is not: a login needs both. A secret that does not exist is empty: check its name.`,
    )
  }
  const [first] = images
  const registry =
    inputs.optionalText('registry') ?? (first === undefined ? '' : parseImageReference(first).registry)
  return [{ registry, username, password }]
}
