import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDirectory } from '../directory-removal.ts'
import { readGit, runGit } from '../git/git-command.ts'
import { APPLICATION, type World } from './world.ts'

/** A person with a clone of the application repository, who pushes by git. */
export interface Developer {
  /** Commits files on main and pushes it. Returns the commit. */
  push(files: Readonly<Record<string, Buffer | string>>, message: string): Promise<string>
  /** Tags the head and pushes the tag. */
  tag(name: string): Promise<void>
  leave(): Promise<void>
}

export async function hireDeveloper(world: World): Promise<Developer> {
  const { token } = world.github.createToken({ login: 'developer', repositories: [APPLICATION] })
  const cwd = await mkdtemp(join(tmpdir(), 'demo-clone-'))
  const basic = Buffer.from(`developer:${token}`).toString('base64')
  const env = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: 'Developer',
    GIT_AUTHOR_EMAIL: 'developer@example.com',
    GIT_COMMITTER_NAME: 'Developer',
    GIT_COMMITTER_EMAIL: 'developer@example.com',
  }
  const git = (...parameters: string[]): Promise<string> => readGit(parameters, { cwd, env })
  try {
    await git('clone', '--quiet', world.github.cloneUrl(APPLICATION), '.')
  } catch (error) {
    await removeDirectory(cwd)
    throw error
  }
  return {
    async push(files, message) {
      for (const [path, content] of Object.entries(files)) await writeFile(join(cwd, path), content)
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
      await git('push', '--quiet', 'origin', 'main')
      return git('rev-parse', 'HEAD')
    },
    async tag(name) {
      await git('tag', '--annotate', '--message', name, name)
      await git('push', '--quiet', 'origin', name)
    },
    leave: () => removeDirectory(cwd),
  }
}

/** What two commits of a bare repository differ in, as `git diff` shows it. */
export async function showDiff(directory: string, from: string, to: string): Promise<string> {
  const { stdout } = await runGit(['diff', '--no-color', from, to], { cwd: directory })
  return stdout.toString()
}
