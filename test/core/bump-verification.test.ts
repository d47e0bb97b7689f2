import { describe, expect, it } from '@jest/globals'
import { parseDigest, type Registry } from '@gitops-actions/core'
import { createBumpCase, wantedImage } from './bump-case.ts'

const DIGEST = parseDigest(`sha256:${'1'.repeat(64)}`)

describe('looking images up', () => {
  it('asks for eight at once at most, whatever the size of the release', async () => {
    let [asking, most] = [0, 0]
    const registry: Pick<Registry, 'resolve'> = {
      async resolve() {
        asking += 1
        most = Math.max(most, asking)
        await Promise.resolve()
        asking -= 1
        return { digest: DIGEST, mediaType: '', platforms: new Map() }
      },
    }
    const names = Array.from({ length: 30 }, (_, index) => `ghcr.io/acme/s${index}`)
    const text = names.map((name, index) => `s${index}:\n  image: ${name}:1.0.0\n`).join('')
    const unused = (): never => {
      throw new Error('not asked for')
    }
    const { bump } = createBumpCase(
      { 'values.yaml': text },
      { registry: { ...registry, tags: unused, tag: unused } },
    )
    const wanted = names.map((name, index) => ({ ...wantedImage(`${name}:1.4.2`), service: `s${index}` }))
    expect((await bump({ wanted })).changes).toHaveLength(30)
    expect(most).toBe(8)
  })
})
