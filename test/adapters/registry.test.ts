import { it } from '@jest/globals'
import { startRegistry } from '@gitops-actions/sandbox'
import { hasDebianRegistry, startDebianRegistry } from './debian-registry.ts'
import { registryContract } from './registry-contract.ts'

const users = { octo: 'correct horse' }
const login = { username: 'octo', password: 'correct horse' }

registryContract('the sandbox, with tokens', async () => ({ ...(await startRegistry({ users })), ...login }))

registryContract('the sandbox, with Basic auth', async () => ({
  ...(await startRegistry({ users, auth: 'basic' })),
  ...login,
}))

// In CI a machine without it fails, here it only says so.
if (process.env.CI === 'true' || (await hasDebianRegistry())) {
  registryContract("Debian's docker-registry", startDebianRegistry)
} else {
  const advice = 'SKIPPED: docker-registry is not installed (apt-get install -y docker-registry)'
  console.warn(advice)
  it.todo(`registry client against Debian's docker-registry ${advice}`)
}
