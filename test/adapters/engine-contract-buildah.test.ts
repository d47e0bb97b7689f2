import { describe, it } from '@jest/globals'
import { hasBuildah, hasUserIds } from './build-workspace.ts'
import { hasDebianRegistry } from './debian-registry.ts'
import { engineContract } from './engine-contract.ts'
import { hasBusybox } from './engine-world.ts'
import { hasSkopeo } from './pulled-image.ts'

const isComplete = hasBuildah() && hasUserIds() && hasSkopeo() && hasBusybox() && (await hasDebianRegistry())

if (isComplete) {
  engineContract({ name: 'buildah', takesSecrets: true, keepsCache: true }, () =>
    Promise.resolve({
      engine: 'buildah',
      description: /^buildah \d/,
      // Whatever this machine has besides.
      env: { BUILDAH_ISOLATION: 'chroot' },
      network: '',
      extras: {
        annotations: [{ name: 'org.example.note', value: 'a b', levels: [] }],
        buildContexts: [{ name: 'more', value: 'more' }],
        shmSize: '32m',
        ulimits: ['nofile=512:512'],
      },
      trust: (_, caCert) => ({ caCert }),
      untrusted: /Give the certificate of its authority in input "ca-cert"/,
      close: () => Promise.resolve(),
    }),
  )
} else {
  describe('buildah', () => {
    it.todo('is tested where buildah, skopeo, docker-registry and busybox-static are installed')
  })
}
