import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { collectLogins } from '@gitops-actions/adapters'
import { ActionError } from '@gitops-actions/core'

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'

let folder: string
let secrets: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-logins-'))
  secrets = []
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

type Request = Parameters<typeof collectLogins>[0]

function collect(change: Partial<Request> = {}): ReturnType<typeof collectLogins> {
  return collectLogins({
    given: [],
    listed: [],
    registries: [],
    env: environment(),
    onSecret: (secret) => secrets.push(secret),
    ...change,
  })
}

function environment(change: Record<string, string> = {}): Record<string, string> {
  return { PATH: `${folder}:/usr/bin:/bin`, DOCKER_CONFIG: folder, ...change }
}

async function refusal(change: Partial<Request>): Promise<ActionError> {
  const error: unknown = await collect(change).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error('nothing was refused')
}

/** An `aws` that writes down how it was called, and who it was called as. */
async function installAws(script = 'echo pass-4711'): Promise<void> {
  const record = `{ echo "$*"; env | grep ^AWS_ | sort; } >> ${join(folder, 'calls')}`
  await writeFile(join(folder, 'aws'), `#!/bin/sh\n${record}\n${script}\n`)
  await chmod(join(folder, 'aws'), 0o755)
}

async function calls(): Promise<string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '')
}

const login = (registry: string, username = 'me', password = 'mine') => ({ registry, username, password })

describe('logins of a run', () => {
  it('are those of both inputs, hidden before they are used', async () => {
    const found = await collect({
      given: [login('https://GHCR.io/')],
      listed: [login('', 'hub', 'hub-pass'), login('quay.io', 'acme+ci', 'quay-pass')],
    })
    expect(found).toEqual([
      login('ghcr.io'),
      login('docker.io', 'hub', 'hub-pass'),
      login('quay.io', 'acme+ci', 'quay-pass'),
    ])
    expect(secrets).toEqual(expect.arrayContaining(['mine', 'hub-pass', 'quay-pass']))
  })

  it('are none where no registry will be asked, and what was given is hidden and checked all the same', async () => {
    await installAws()
    const asked = { given: [login('ghcr.io')], listed: [login(ECR, '', '')], registries: undefined }
    expect(await collect(asked)).toEqual([])
    expect(secrets).toEqual(['mine'])
    expect(await calls()).toEqual([])
    const twice = { given: [login('docker.io')], listed: [login('')], registries: undefined }
    expect((await refusal(twice)).code).toBe('invalid-input')
  })

  it('are refused when one registry has two, under whatever name', async () => {
    const error = await refusal({ given: [login('docker.io')], listed: [login('index.docker.io')] })
    expect(error.code).toBe('invalid-input')
    expect(error.message).toContain('There are two logins for docker.io')
  })
})

describe('a registry of Amazon', () => {
  it.each([
    [ECR, ['ecr get-login-password --region eu-west-1']],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
      ['ecr get-login-password --region us-gov-west-1'],
    ],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', ['ecr get-login-password --region cn-north-1']],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', ['ecr get-login-password --region eu-west-1']],
    ['public.ecr.aws', ['ecr-public get-login-password --region us-east-1']],
    ['ghcr.io', []],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example', []],
    ['evil.example', []],
  ])('%s: aws is asked %j', async (registry, expected) => {
    await installAws()
    const found = await collect({ registries: [registry] })
    expect(await calls()).toEqual(expected)
    expect(found).toEqual(expected.length === 0 ? [] : [login(registry, 'AWS', 'pass-4711')])
    expect(secrets.includes('pass-4711')).toBe(expected.length > 0)
  })

  it('is asked as whoever the job is, and gets no other variable', async () => {
    await installAws()
    const env = environment({
      AWS_PROFILE: 'ci',
      AWS_SESSION_TOKEN: 's',
      INPUT_PASSWORD: 'canary',
      HOME: folder,
    })
    await collect({ registries: [ECR], env })
    expect((await calls()).slice(1)).toEqual(['AWS_PROFILE=ci', 'AWS_SESSION_TOKEN=s'])
  })

  it('may be given an access key, which is traded for a password and never sent to the registry', async () => {
    await installAws()
    const key = login(ECR, 'AKIAIOSFODNN7EXAMPLE', 'canary-key')
    expect(await collect({ given: [key], env: environment({ AWS_SESSION_TOKEN: 'other' }) })).toEqual([
      login(ECR, 'AWS', 'pass-4711'),
    ])
    expect((await calls()).slice(1)).toEqual([
      'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
      'AWS_SECRET_ACCESS_KEY=canary-key',
    ])
    expect(secrets).toEqual(expect.arrayContaining(['canary-key', 'pass-4711']))
  })

  it('keeps a login that is given or that docker has: nobody is asked', async () => {
    await installAws()
    expect(await collect({ given: [login(ECR, 'AWS', 'given')], registries: [ECR] })).toEqual([
      login(ECR, 'AWS', 'given'),
    ])
    await writeFile(join(folder, 'config.json'), JSON.stringify({ credHelpers: { [ECR]: 'ecr-login' } }))
    expect(await collect({ registries: [ECR] })).toEqual([])
    expect(await calls()).toEqual([])
  })

  it('is asked about all the same when registry-auth lists it without a login', async () => {
    await installAws()
    await writeFile(join(folder, 'config.json'), JSON.stringify({ credsStore: 'desktop' }))
    expect(await collect({ listed: [login(ECR, '', '')], registries: [ECR] })).toEqual([
      login(ECR, 'AWS', 'pass-4711'),
    ])
  })

  it('has no login where there is no aws, unless a key was given for it', async () => {
    expect(await collect({ registries: [ECR] })).toEqual([])
    const error = await refusal({ given: [login(ECR, 'AKIAIOSFODNN7EXAMPLE', 'canary-key')] })
    expect(error.code).toBe('login-failed')
    expect(error.message).toContain('is an access key of AWS, and the tool "aws"')
    expect(error.message).not.toContain('canary')
  })

  it.each([
    ['echo "Unable to locate credentials" >&2; exit 253', 'did not give a password for .*: Unable to locate'],
    ['true', 'no password came'],
  ])('says why aws gave none: %s', async (script, message) => {
    await installAws(script)
    const error = await refusal({ registries: [ECR] })
    expect(error.code).toBe('login-failed')
    expect(error.message).toMatch(new RegExp(message))
    expect(error.message).toContain('aws-actions/configure-aws-credentials')
  })
})
