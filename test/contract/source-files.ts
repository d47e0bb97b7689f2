import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface SourceFile {
  readonly path: string
  readonly text: string
  /** What it imports, as written. */
  readonly imports: readonly string[]
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

/** Every TypeScript source below the folders, without build results. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/(^|\/)(lib|node_modules)\//.test(path))
      .map((path) => readSource(join(folder, path))),
  )
}

function readSource(path: string): SourceFile {
  const text = readFileSync(root + path, 'utf8')
  const imports = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '')
  return { path, text, imports }
}

/** Relative imports of a file as paths from the root. */
export function localImports(file: SourceFile): string[] {
  return file.imports
    .filter((target) => target.startsWith('.'))
    .map((target) => normalize(join(dirname(file.path), target)))
}

/** The names of the actions: the folders of `actions/`. */
export function actionNames(): string[] {
  return readdirSync(`${root}actions`).sort()
}
