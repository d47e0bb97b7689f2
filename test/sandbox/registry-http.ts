import type { SandboxRegistry } from '@gitops-actions/sandbox'

/** A raw request to the registry, with Basic credentials or a header of one's own. */
export async function ask(
  server: SandboxRegistry,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
): Promise<Response> {
  return fetch(new URL(path, server.url), { method, ...options })
}

/** A bearer token of the registry's own token endpoint. */
export async function tokenFor(
  server: SandboxRegistry,
  login: string | undefined,
  scope: string,
): Promise<string> {
  const headers = login === undefined ? {} : { authorization: basic(login) }
  const response = await ask(server, 'GET', `/token?service=sandbox-registry&scope=${scope}`, { headers })
  const { token } = (await response.json()) as { token: string }
  return token
}

export function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`
}

/** The codes of an error document. */
export async function codes(response: Response): Promise<readonly string[]> {
  const { errors } = (await response.json()) as {
    errors: { code: string; message: string; detail: unknown }[]
  }
  return errors.map(({ code }) => code)
}
