import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { prepareReleaseFile } from '@gitops-actions/adapters'

let root: string
let workspace: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'release-file-'))
  workspace = join(root, 'workspace')
  await mkdir(workspace)
})
afterEach(() => rm(root, { recursive: true, force: true }))

function prepare(given: string, ...others: string[]): ReturnType<typeof prepareReleaseFile> {
  return prepareReleaseFile([workspace, ...others], given, 'api')
}

describe('the file of a release record', () => {
  it('is written whole, where it was found writable', async () => {
    const file = await prepare('out/releases/')
    await file?.write('{"version":1}')
    expect(await readdir(join(workspace, 'out/releases'))).toEqual(['api.json'])
    expect(await readFile(join(workspace, 'out/releases/api.json'), 'utf8')).toBe('{"version":1}\n')
  })

  it('may be in another place that is given, such as the temporary directory', async () => {
    const temporary = join(root, 'temporary')
    const file = await prepare(join(temporary, 'x.json'), '', temporary)
    await file?.write('{}')
    expect(await readdir(temporary)).toEqual(['x.json'])
  })

  it('is written although a run that was killed left its draft', async () => {
    await writeFile(join(workspace, 'x.json.part'), 'half')
    const file = await prepare('x.json')
    await file?.write('{}')
    expect(await readdir(workspace)).toEqual(['x.json'])
  })

  it.each(['../x.json', '..', 'a/../../x/', '/x.json', 'link/x.json', 'link/deeper/'])(
    'is refused outside of them: %s',
    async (given) => {
      await symlink(root, join(workspace, 'link'))
      await expect(prepare(given)).rejects.toMatchObject({ code: 'release-file-unwritable' })
      expect(await readdir(root)).toEqual(['workspace'])
    },
  )

  it('takes the place of a symbolic link, and leaves what it points to alone', async () => {
    await writeFile(join(root, 'secret'), 'kept')
    await symlink(join(root, 'secret'), join(workspace, 'x.json'))
    const file = await prepare('x.json')
    await file?.write('{}')
    expect(await readFile(join(root, 'secret'), 'utf8')).toBe('kept')
    expect(await readFile(join(workspace, 'x.json'), 'utf8')).toBe('{}\n')
  })
})
