import { describe, it } from '@jest/globals'
import { hasDebianRegistry } from './debian-registry.ts'
import { hasDocker, startDockerDaemon } from './docker-daemon.ts'
import { engineContract } from './engine-contract.ts'
import { hasBusybox } from './engine-world.ts'
import { hasSkopeo } from './pulled-image.ts'

const BUILDERS = [
  {
    name: 'docker with BuildKit',
    variable: '1',
    takesSecrets: true,
    extras: { cacheTo: [{ type: 'inline', attributes: [] }] },
  },
  {
    name: "docker's classic builder",
    variable: '0',
    takesSecrets: false,
    extras: { shmSize: '32m', ulimits: ['nofile=512:512'] },
  },
]

const isComplete = hasDocker() && hasSkopeo() && hasBusybox() && (await hasDebianRegistry())

if (isComplete) {
  for (const { name, variable, takesSecrets, extras } of BUILDERS) {
    engineContract({ name, takesSecrets }, async (proxy) => {
      const daemon = await startDockerDaemon({ proxy: proxy.url })
      return {
        engine: 'docker',
        description: /^docker \d+\.\d/,
        env: { ...daemon.env, DOCKER_BUILDKIT: variable },
        // The daemon has made no network for containers.
        network: 'none',
        extras,
        trust(registry, ca) {
          daemon.trust(registry, ca)
          return {}
        },
        untrusted:
          /put the certificate into \/etc\/docker\/certs\.d\/untrusted\.test\/ca\.crt on its machine/,
        close: () => daemon.close(),
      }
    })
  }
} else {
  describe('docker', () => {
    it.todo('is tested as root where docker.io, skopeo, docker-registry and busybox-static are installed')
  })
}
