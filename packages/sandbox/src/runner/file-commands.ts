import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from './error.ts'
import type { Annotation } from './results.ts'

/** What the command files of a step act on. */
export interface FileCommandTarget {
  addPath(directory: string): void
  setVariable(name: string, value: string): void
  saveState(name: string, value: string): void
  setOutput(name: string, value: string): void
  addSummary(markdown: string): void
  annotate(level: Annotation['level'], message: string): void
}

/** Above this the summary is dropped with an error; the step does not fail. */
export const SUMMARY_LIMIT = 1024 * 1024

/**
 * The files a process writes to: GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV, GITHUB_PATH and GITHUB_STEP_SUMMARY. Fresh for
 * every process.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
export class CommandFiles {
  /** Environment variables that point to the files. */
  readonly variables: Readonly<Record<string, string>>
  readonly #paths: Readonly<Record<Kind, string>>

  private constructor(paths: Readonly<Record<Kind, string>>) {
    this.#paths = paths
    this.variables = Object.fromEntries(
      Object.entries(paths).map(([kind, path]) => [`GITHUB_${kind.toUpperCase()}`, path]),
    )
  }

  static async create(temp: string): Promise<CommandFiles> {
    const directory = join(temp, '_runner_file_commands')
    await mkdir(directory, { recursive: true })
    const suffix = randomUUID()
    const at = (prefix: string): string => join(directory, `${prefix}_${suffix}`)
    const paths = {
      path: at('add_path'),
      env: at('set_env'),
      step_summary: at('step_summary'),
      state: at('save_state'),
      output: at('set_output'),
    }
    await Promise.all(Object.values(paths).map((path) => writeFile(path, '')))
    return new CommandFiles(paths)
  }

  /**
   * Reads what the process wrote, applies it and removes the files.
   *
   * @returns false when one of them could not be processed, which fails the step; entries before the bad one stay applied.
   */
  async apply(target: FileCommandTarget): Promise<boolean> {
    let valid = true
    for (const kind of KINDS) {
      const path = this.#paths[kind]
      try {
        await this.#applyFile(kind, path, target)
      } catch (error) {
        target.annotate('error', `The file command '${kind}' cannot be processed.`)
        target.annotate('error', describeError(error))
        valid = false
      }
      await rm(path, { force: true, recursive: true })
    }
    return valid
  }

  async #applyFile(kind: Kind, path: string, target: FileCommandTarget): Promise<void> {
    const size = await fileSize(path)
    if (size === 0) return
    if (kind === 'step_summary' && size > SUMMARY_LIMIT) {
      const [limit, got] = [SUMMARY_LIMIT / 1024, Math.floor(size / 1024)]
      target.annotate(
        'error',
        `The summary is dropped: GITHUB_STEP_SUMMARY holds up to ${limit}k, and this one is ${got}k.`,
      )
      return
    }
    const text = (await readFile(path, 'utf8')).replace(/^\ufeff/, '')
    switch (kind) {
      case 'path':
        for (const line of text.split(/\r\n|\r|\n/)) if (line !== '') target.addPath(line)
        break
      case 'env':
        for (const [name, value] of readPairs(text)) setVariable(name, value, target)
        break
      case 'step_summary':
        target.addSummary(text)
        break
      case 'state':
        for (const [name, value] of readPairs(text)) target.saveState(name, value)
        break
      case 'output':
        for (const [name, value] of readPairs(text)) target.setOutput(name, value)
        break
    }
  }
}

/**
 * Entries of an output, state or environment file: `name=value` lines and `name<<delimiter` blocks, whichever sign comes
 * first in the line. Line ends are LF alone: a carriage return is part of the value, as it is on a Linux runner.
 *
 * @throws Error at the first line that is neither, after the entries before it were given out.
 */
export function* readPairs(text: string): Generator<[name: string, value: string]> {
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}': the name is empty.`)
      yield [line.slice(0, equals), line.slice(equals + 1)]
      continue
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}': neither name=value nor name<<delimiter.`)
    const delimiter = line.slice(heredoc + 2)
    if (heredoc === 0 || delimiter === '')
      throw new Error(`Invalid format '${line}': name and delimiter must not be empty.`)
    const end = lines.indexOf(delimiter, at + 1)
    if (end < 0) throw new Error(`Invalid value: the closing delimiter '${delimiter}' was not found.`)
    yield [line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')]
    at = end
  }
}

/** In the order the runner reads them. */
const KINDS = ['path', 'env', 'step_summary', 'state', 'output'] as const
type Kind = (typeof KINDS)[number]

/** The one variable the runner does not take from the file; the step goes on. */
function setVariable(name: string, value: string, target: FileCommandTarget): void {
  if (name.toUpperCase() === 'NODE_OPTIONS')
    target.annotate('error', `'${name}' cannot be set through GITHUB_ENV.`)
  else target.setVariable(name, value)
}

/** 0 as well when the process removed the file. */
async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}
