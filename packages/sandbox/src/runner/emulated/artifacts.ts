import { cp, glob, mkdir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { StepFailure } from '../error.ts'
import { inWorkspace } from '../step-process.ts'
import { matchesPatterns } from '../patterns.ts'
import { readLines, type EmulatedAction, type EmulatedCall } from './emulated-action.ts'

/** actions/upload-artifact: files are kept in the run's directory until the run ends. */
export const uploadArtifact: EmulatedAction = {
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    overwrite: 'false',
    'include-hidden-files': 'false',
    'retention-days': '0',
    'compression-level': '6',
  },
  refused: [],
  main: upload,
}

/** actions/download-artifact, from the same run. */
export const downloadArtifact: EmulatedAction = {
  inputs: {
    name: '',
    path: '',
    pattern: '',
    'merge-multiple': 'false',
    'artifact-ids': '',
    'github-token': '',
    repository: '',
    'run-id': '',
  },
  refused: ['artifact-ids', 'github-token', 'repository', 'run-id'],
  main: download,
}

async function upload({ execution, inputs }: EmulatedCall): Promise<void> {
  const { job } = execution.frame
  const name = inputs.name ?? ''
  if (name === '' || /["*:<>?\\|/\r\n]/.test(name))
    throw new StepFailure(`'${name}' is not a valid artifact name.`)
  const patterns = readLines(inputs.path)
  if (patterns.length === 0) throw new StepFailure("The input 'path' is required.")
  const includeHidden = inputs['include-hidden-files'] === 'true'
  const places = patterns.map((pattern) => resolve(inWorkspace(job, pattern)))
  const files = await findFiles(places, includeHidden)
  if (files.length === 0) {
    reportMissing(execution.record, inputs['if-no-files-found'] ?? 'warn', patterns)
    return
  }
  const target = join(job.directories.artifacts, name)
  if (inputs.overwrite !== 'true' && (await exists(target))) {
    throw new StepFailure(`An artifact with the name '${name}' exists already in this run.`)
  }
  const root = await commonRoot(places, files)
  for (const file of files) await cp(file, join(target, relative(root, file)))
  const number = (await readdir(job.directories.artifacts)).length
  execution.record.setOutput('artifact-id', String(number))
  execution.record.write(`Artifact ${name} holds ${files.length} file(s).`)
}

async function download({ execution, inputs }: EmulatedCall): Promise<void> {
  const { job } = execution.frame
  const target = resolve(inWorkspace(job, inputs.path ?? ''))
  const name = inputs.name ?? ''
  await mkdir(target, { recursive: true })
  if (name !== '') {
    const source = join(job.directories.artifacts, name)
    if (!(await exists(source)))
      throw new StepFailure(`No artifact with the name '${name}' was found in this run.`)
    await cp(source, target, { recursive: true })
  } else {
    const pattern = inputs.pattern ?? ''
    const names = (await readdir(job.directories.artifacts)).filter(
      (found) => pattern === '' || matchesPatterns([pattern], found),
    )
    for (const found of names) {
      const place = inputs['merge-multiple'] === 'true' ? target : join(target, found)
      await cp(join(job.directories.artifacts, found), place, { recursive: true })
    }
    execution.record.write(`Downloaded ${names.length} artifact(s).`)
  }
  execution.record.setOutput('download-path', target)
}

function reportMissing(
  record: EmulatedCall['execution']['record'],
  behaviour: string,
  patterns: readonly string[],
): void {
  const message = `No files were found with the provided path: ${patterns.join(', ')}. No artifacts will be uploaded.`
  if (behaviour === 'error') throw new StepFailure(message)
  if (behaviour === 'warn') record.annotate('warning', message)
  else record.write(message)
}

async function findFiles(places: readonly string[], includeHidden: boolean): Promise<string[]> {
  const files = new Set<string>()
  for (const place of places) {
    for await (const found of glob(place)) await collect(found, includeHidden, files)
  }
  return [...files].sort()
}

async function collect(path: string, includeHidden: boolean, files: Set<string>): Promise<void> {
  if (!includeHidden && basename(path).startsWith('.')) return
  if (!(await stat(path)).isDirectory()) {
    files.add(path)
    return
  }
  for (const name of await readdir(path)) await collect(join(path, name), includeHidden, files)
}

/** One directory is the root of what is in it; otherwise it is the deepest directory that holds all the files. */
async function commonRoot(places: readonly string[], files: readonly string[]): Promise<string> {
  const [only] = places
  if (places.length === 1 && only !== undefined && (await exists(only)) && (await stat(only)).isDirectory())
    return only
  const [first = [], ...rest] = files.map((file) => dirname(file).split(sep))
  let depth = first.length
  for (const parts of rest)
    while (parts.slice(0, depth).join(sep) !== first.slice(0, depth).join(sep)) depth--
  return first.slice(0, depth).join(sep) || sep
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
