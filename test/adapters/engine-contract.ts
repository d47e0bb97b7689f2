import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuilderOptions, type OpenBuilder, createBuilder } from '@gitops-actions/adapters'
import { type BuiltImage, type ImageBuild, parseImageReference } from '@gitops-actions/core'
import { startRegistry } from '@gitops-actions/sandbox'
import { type BuildWorkspace, imageBuild, keepLog } from './build-workspace.ts'
import {
  type EngineWorld,
  PASSWORD,
  commandLinesWith,
  openEngineWorld,
  refusal,
  type TestedEngine,
  untilGone,
} from './engine-world.ts'
import type { ForwardProxy } from './forward-proxy.ts'

/** Both are looked for in the command lines of all processes of the machine: no other test may have the same. */
const SECRET = `canary-secret-${randomBytes(8).toString('hex')}`
/** Longer than any test. */
const SLEEP = `sleep ${2_000_000 + process.pid}`
/** Debian's busybox finds its other programs in itself. */
const SHELL = 'FROM scratch\nCOPY busybox /bin/sh\n'

/** What every engine that runs on this machine must do with registries of different make. */
// eslint-disable-next-line jest/no-export -- a contract is run against several engines
export function engineContract(
  {
    name,
    takesSecrets,
    keepsCache = false,
  }: { readonly name: string; readonly takesSecrets: boolean; readonly keepsCache?: boolean },
  start: (proxy: ForwardProxy) => Promise<TestedEngine>,
): void {
  describe(`${name}, for real`, () => {
    let world: EngineWorld
    let workspace: BuildWorkspace

    beforeAll(async () => {
      world = await openEngineWorld(start)
    })
    afterAll(() => world.close())
    beforeEach(() => {
      workspace = world.makeWorkspace()
    })
    afterEach(async () => {
      delete world.sandbox.faults.silentWrites
      world.sandbox.requests.length = 0
      await workspace.remove()
    })

    const shell = (...lines: readonly string[]): void => {
      workspace.write('app/Dockerfile', SHELL + lines.join('\n'))
    }
    const written = (): number =>
      world.sandbox.requests.filter(({ method, status }) => !['GET', 'HEAD'].includes(method) && status < 400)
        .length

    /** Prepares and builds, and closes whatever happens. */
    async function building<T>(
      change: Partial<BuilderOptions>,
      build: ImageBuild,
      work: (builder: OpenBuilder, image: BuiltImage) => Promise<T>,
    ): Promise<T> {
      const builder = createBuilder(world.options(workspace, change))
      try {
        await builder.prepare(build)
        return await work(builder, await builder.build(build))
      } finally {
        await builder.close()
      }
    }

    it.each(['debian', 'bearer'] as const)('pushes to %s what others pull', async (which) => {
      const place = world[which]
      const log = keepLog()
      workspace.write(
        'app/build/Stages',
        'FROM scratch AS one\nARG GREETING=none\nLABEL greeting=$GREETING\nCOPY hello.txt /hello.txt\nFROM scratch\n',
      )
      const to = `${place.host}/acme/api:1.2.3`
      const build = imageBuild({
        names: [to],
        file: 'build/Stages',
        target: 'one',
        buildArgs: [{ name: 'GREETING', value: 'a b=c,d' }],
        labels: [{ name: 'org.example.text', value: '--privileged "quoted", $HOME' }],
      })
      const change = { ...place.change, credentials: [place.login], log }
      const builder = createBuilder(world.options(workspace, change))
      const { description } = await builder.prepare(build)
      const image = await builder.build(build)
      const digest = await builder.push(image, parseImageReference(to))
      await builder.close()
      expect(description).toMatch(world.tested.description)
      expect(image.steps?.total).toBeGreaterThan(0)
      const pulled = await place.pull(to)
      expect(pulled.digest).toBe(digest)
      expect(Object.fromEntries(pulled.files)).toEqual({ '/hello.txt': 'hello\n' })
      expect(pulled.labels).toMatchObject({
        greeting: 'a b=c,d',
        'org.example.text': '--privileged "quoted", $HOME',
      })
      expect(log.lines.join('\n')).toContain('COPY hello.txt /hello.txt')
      expect(readdirSync(workspace.temp)).toEqual([])
    })

    it('runs commands, and takes from its cache what did not change', async () => {
      shell('RUN echo it ran && echo made > /made')
      const to = `${world.bearer.host}/acme/runs:1`
      const build = imageBuild({ names: [to], network: world.tested.network })
      const log = keepLog()
      const change = { credentials: [world.bearer.login], log }
      await building(change, build, (builder, image) => builder.push(image, parseImageReference(to)))
      expect(log.lines.join('\n')).toMatch(/\bit ran$/m)
      expect((await world.bearer.pull(to)).files.get('/made')).toBe('made\n')
      const later = keepLog()
      const again = await building({ log: later }, build, (_, image) => Promise.resolve(image.steps))
      expect(again?.cached).toBeGreaterThan(1)
      // BuildKit knows the context again, though the directory of its client is a new one.
      expect(later.lines.join('\n')).not.toMatch(/transferring context: [\d.]+MB/)
    })

    it('takes what it is said to take', async () => {
      const { extras = {}, network } = world.tested
      workspace.write('app/more/more.txt', 'more\n')
      const commands = ['grep far.test /etc/hosts > /hosts', 'ulimit -n > /limit', 'echo $WORD > /word']
      const copies = extras.buildContexts === undefined ? [] : ['COPY --from=more more.txt /more.txt']
      shell('ARG WORD', `RUN ${commands.join(' && ')}`, ...copies)
      const names = [`${world.bearer.host}/acme/extras:1`]
      const build = imageBuild({
        names,
        network,
        addHosts: ['far.test:10.9.8.7'],
        buildArgs: [{ name: 'WORD', value: 'a "b" $c' }],
        pull: true,
        sourceDateEpoch: 1_700_000_000,
        ...extras,
      })
      const push = (builder: OpenBuilder, image: BuiltImage): Promise<string> =>
        builder.push(image, parseImageReference(names[0] ?? ''))
      await building({ credentials: [world.bearer.login] }, build, push)
      const { files } = await world.bearer.pull(names[0] ?? '')
      expect(files.get('/hosts')).toMatch(/^10\.9\.8\.7\s+far\.test$/m)
      expect(files.get('/word')).toBe('a "b" $c\n')
      expect(files.get('/limit')).toMatch(extras.ulimits === undefined ? /^\d+$/m : /^512$/m)
      expect(files.get('/more.txt')).toBe(extras.buildContexts === undefined ? undefined : 'more\n')
    })

    if (keepsCache)
      it('keeps a cache in the registry, from which a machine without one builds', async () => {
        const { host, login, change } = world.debian
        workspace.write('app/Dockerfile', 'FROM scratch\nLABEL a=b\nCOPY hello.txt /hello.txt\n')
        const cache = [{ type: 'registry', attributes: [{ name: 'ref', value: `${host}/acme/cache` }] }]
        const build = imageBuild({ names: [`${host}/acme/api:1`], cacheFrom: cache, cacheTo: cache })
        const app = workspace.app
        const cachedOn = async (machine: BuildWorkspace): Promise<number | undefined> => {
          const options = world.options(machine, { ...change, credentials: [login], workspace: app })
          const builder = createBuilder(options)
          try {
            await builder.prepare(build)
            return (await builder.build(build)).steps?.cached
          } finally {
            await builder.close()
          }
        }
        const other = world.makeWorkspace()
        expect(await cachedOn(workspace)).toBe(0)
        expect(await cachedOn(other)).toBeGreaterThan(0)
        await other.remove()
      })

    const withSecret = (): ImageBuild => {
      shell('RUN --mount=type=secret,id=token sha256sum /run/secrets/token')
      return imageBuild({
        names: [`${world.bearer.host}/acme/secret:1`],
        network: world.tested.network,
        secrets: [{ id: 'token', value: SECRET }],
      })
    }

    if (takesSecrets)
      it('gives a secret to the command that asks for it, and to nobody else', async () => {
        const build = withSecret()
        const log = keepLog()
        const seen: string[] = []
        const info = (line: string): void => {
          log.info(line)
          seen.push(...commandLinesWith(SECRET))
        }
        const change = { credentials: [world.bearer.login], log: { ...log, info } }
        await building(change, build, (builder, image) =>
          builder.push(image, parseImageReference(`${world.bearer.host}/acme/secret:1`)),
        )
        expect(log.lines.join('\n')).toContain(createHash('sha256').update(SECRET).digest('hex'))
        expect(log.lines.join('\n')).not.toContain(SECRET)
        expect(seen).toEqual([])
        const { files } = await world.bearer.pull(`${world.bearer.host}/acme/secret:1`)
        const left = [...files.values(), ...workspace.files().values()]
        expect(left.filter((text) => text.includes(SECRET))).toEqual([])
      })
    else
      it('refuses a secret, which it would not take', async () => {
        const error = await refusal(building({}, withSecret(), () => Promise.resolve()))
        expect(error.message).toContain('Input "secrets" asks for token, which docker')
      })

    it('builds two services at a time that share nothing', async () => {
      const rival = { registry: world.bearer.host, username: 'rival', password: 'rival-pass-4712' }
      const logins = [world.bearer.login, rival]
      const services = ['one', 'two'].map(async (service, index) => {
        workspace.write(`app/${service}/Dockerfile`, 'FROM scratch\nCOPY name.txt /name.txt\n')
        workspace.write(`app/${service}/name.txt`, service)
        const to = `${world.bearer.host}/acme/${service}:1`
        const credentials = logins.slice(index, index + 1)
        const build = imageBuild({ names: [to], context: service })
        const digest = await building({ credentials }, build, (builder, image) =>
          builder.push(image, parseImageReference(to)),
        )
        const pulled = await world.bearer.pull(to)
        expect(pulled.digest).toBe(digest)
        return pulled.files.get('/name.txt')
      })
      expect(await Promise.all(services)).toEqual(['one', 'two'])
      expect(readdirSync(workspace.temp)).toEqual([])
    })

    it('uses the login that the user has, and leaves it as it was', async () => {
      const auth = Buffer.from(`robot:${PASSWORD}`).toString('base64')
      const config = JSON.stringify({ auths: { [world.bearer.host]: { auth } } })
      const path = workspace.write('home/.docker/config.json', config)
      const to = `${world.bearer.host}/acme/user:1`
      await building({}, imageBuild({ names: [to] }), (builder, image) =>
        builder.push(image, parseImageReference(to)),
      )
      expect(world.sandbox.tags('acme/user').has('1')).toBe(true)
      expect(workspace.files().get(path)).toBe(config)
      expect(readdirSync(`${workspace.home}/.docker`)).toEqual(['config.json'])
    })

    it('fails on a wrong password before it builds, and shows it nowhere', async () => {
      const log = keepLog()
      const wrong = 'wrong-canary-4714'
      const credentials = [{ ...world.bearer.login, password: wrong }]
      const build = imageBuild({ names: [`${world.bearer.host}/acme/wrong:1`] })
      const error = await refusal(building({ credentials, log }, build, () => Promise.resolve()))
      expect(error.code).toBe('registry-unauthorized')
      expect(error.message).toContain(`could not log in to ${world.bearer.host} as "robot"`)
      expect([error.message, ...log.lines].join('\n')).not.toContain(wrong)
      expect(log.lines.join('\n')).not.toContain('hello.txt')
      expect(written()).toBe(0)
      expect(readdirSync(workspace.temp)).toEqual([])
    })

    it('says that it may not push without a login', async () => {
      const open = await startRegistry({ users: { robot: PASSWORD }, anonymousPull: true })
      const to = `${open.host}/acme/nobody:1`
      const work = building({}, imageBuild({ names: [to] }), (builder, image) =>
        builder.push(image, parseImageReference(to)),
      )
      const error = await refusal(work)
      expect(['registry-unauthorized', 'registry-denied']).toContain(error.code)
      expect(error.message).toContain(`could not push ${to}`)
      expect(open.tags('acme/nobody').size).toBe(0)
      await open.close()
    })

    it('says that the registry is not there', async () => {
      const gone = await startRegistry()
      await gone.close()
      const credentials = [{ ...world.bearer.login, registry: gone.host }]
      const build = imageBuild({ names: [`${gone.host}/acme/api:1`] })
      const error = await refusal(building({ credentials }, build, () => Promise.resolve()))
      expect([error.code, error.kind]).toEqual(['registry-unreachable', 'transient'])
    })

    it('fault 74: says where to put the certificate of an authority that it does not trust', async () => {
      const other = 'untrusted.test'
      world.proxy.ports.set(other, world.proxy.ports.get('registry.test') ?? 0)
      const credentials = [{ ...world.debian.login, registry: other }]
      const build = imageBuild({ names: [`${other}/acme/api:1`] })
      const error = await refusal(building({ credentials }, build, () => Promise.resolve()))
      expect(error.code).toBe('registry-untrusted-certificate')
      expect(error.message).toMatch(world.tested.untrusted)
    })

    it('quotes what is wrong with a Dockerfile', async () => {
      workspace.write('app/Dockerfile', 'FROM scratch\nCOPY missing.txt /\n')
      const build = imageBuild({ names: ['localhost/acme/api:1'] })
      const error = await refusal(building({}, build, () => Promise.resolve()))
      expect(error.code).toBe('build-failed')
      expect(error.message).toContain('missing.txt')
    })

    it('shows what a command says while it runs, and ends it on a cancel', async () => {
      shell(`RUN echo it began && ${SLEEP}`)
      const controller = new AbortController()
      const log = keepLog()
      const info = (line: string): void => {
        log.info(line)
        if (/\bit began$/.test(line)) controller.abort(new Error('cancelled by a test'))
      }
      const change = { credentials: [world.bearer.login], log: { ...log, info }, signal: controller.signal }
      const build = imageBuild({ names: [`${world.bearer.host}/acme/api:1`], network: world.tested.network })
      const error = await refusal(building(change, build, () => Promise.resolve()))
      expect(error.code).toBe('cancelled')
      expect(readdirSync(workspace.temp)).toEqual([])
      await untilGone(SLEEP)
      expect(written()).toBe(0)
    })

    it('ends a push on a cancel, which leaves no tag and no login', async () => {
      const to = `${world.bearer.host}/acme/held:1`
      const controller = new AbortController()
      const change = { credentials: [world.bearer.login], signal: controller.signal }
      const work = building(change, imageBuild({ names: [to] }), (builder, image) => {
        world.sandbox.faults.silentWrites = true
        return builder.push(image, parseImageReference(to))
      })
      const isHeld = (): boolean =>
        world.sandbox.requests.some(({ method, status }) => ['PATCH', 'PUT'].includes(method) && status === 0)
      const cancelled = refusal(work)
      while (!isHeld()) await new Promise((resolve) => setTimeout(resolve, 20))
      controller.abort(new Error('cancelled by a test'))
      expect((await cancelled).code).toBe('cancelled')
      expect(readdirSync(workspace.temp)).toEqual([])
      await untilGone(to)
      expect(world.sandbox.tags('acme/held').size).toBe(0)
    })
  })
}
