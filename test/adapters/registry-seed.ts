import { type ImageRequest, type MadeImage, startRegistry } from '@gitops-actions/sandbox'

/** A registry that runs, whoever made it, and the one login it knows. */
export interface StartedRegistry {
  readonly host: string
  readonly username: string
  readonly password: string
  close(): Promise<void>
}

/** Makes an image and pushes it over HTTP, blob by blob, to whatever registry it is. */
export async function pushImage(target: StartedRegistry, request: ImageRequest): Promise<MadeImage> {
  const source = await startRegistry()
  try {
    const made = source.putImage(request)
    const { repository } = request
    const authorization = await authorize(target, repository)
    const upload = async (digest: string): Promise<void> => {
      const begun = await send(target, 'POST', `/v2/${repository}/blobs/uploads/`, { authorization })
      const location = new URL(begun.headers.get('location') ?? '', `http://${target.host}`)
      location.searchParams.set('digest', digest)
      const headers = { authorization, 'content-type': 'application/octet-stream' }
      await send(
        target,
        'PUT',
        `${location.pathname}${location.search}`,
        headers,
        source.blob(repository, digest),
      )
    }
    const push = async (reference: string): Promise<void> => {
      const stored = source.manifest(repository, reference)
      if (stored === undefined) throw new Error(`nothing is stored as ${reference}`)
      const manifest = JSON.parse(stored.bytes.toString()) as Manifest
      for (const child of manifest.manifests ?? []) await push(child.digest)
      const blobs = manifest.config === undefined ? [] : [manifest.config, ...(manifest.layers ?? [])]
      for (const blob of blobs) await upload(blob.digest)
      const headers = { authorization, 'content-type': stored.mediaType }
      await send(target, 'PUT', `/v2/${repository}/manifests/${reference}`, headers, stored.bytes)
    }
    await push(request.tag ?? made.digest)
    return made
  } finally {
    await source.close()
  }
}

interface Manifest {
  readonly manifests?: readonly { digest: string }[]
  readonly config?: { digest: string }
  readonly layers?: readonly { digest: string }[]
}

/** The `Authorization` header for pushing to a repository, by Basic or by a token as the registry asks. */
async function authorize(target: StartedRegistry, repository: string): Promise<string> {
  const basic = `Basic ${Buffer.from(`${target.username}:${target.password}`).toString('base64')}`
  const ping = await fetch(`http://${target.host}/v2/`)
  const realm = /realm="([^"]*)",service="([^"]*)"/.exec(ping.headers.get('www-authenticate') ?? '')
  if (realm === null) return basic
  const url = `${realm[1] ?? ''}?service=${realm[2] ?? ''}&scope=repository:${repository}:pull,push`
  const { token } = (await (await fetch(url, { headers: { authorization: basic } })).json()) as {
    token: string
  }
  return `Bearer ${token}`
}

async function send(
  target: StartedRegistry,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Buffer,
): Promise<Response> {
  const response = await fetch(`http://${target.host}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response
}
