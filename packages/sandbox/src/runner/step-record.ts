import type { Command } from './command-grammar.ts'
import type { CommandTarget } from './command-channel.ts'
import type { FileCommandTarget } from './file-commands.ts'
import type { SecretMasker } from './masks.ts'
import type { Annotation, ExecutedCommand, RunEvent } from './results.ts'

/** The job a record belongs to, as far as a record acts on it. */
export interface RecordOwner {
  readonly id: string
  readonly debug: boolean
  readonly masker: SecretMasker
  readonly env: Record<string, string>
  readonly run: {
    readonly notes: Set<string>
    readonly commands: ExecutedCommand[]
    emit(event: RunEvent): void
  }
  prependPath(directory: string): void
}

/**
 * What one step leaves behind: log, outputs, state, annotations and summary, all masked where they can be read. A step
 * inside a composite action writes its log, annotations and summary into the record of the step that uses the action.
 */
export class StepRecord implements CommandTarget, FileCommandTarget {
  readonly outputs = new Map<string, string>()
  readonly annotations: Annotation[] = []
  readonly lines: string[] = []
  summary = ''

  readonly #job: RecordOwner
  readonly #name: string
  readonly #state: Map<string, string>
  readonly #parent: StepRecord | undefined
  #size = 0

  constructor(job: RecordOwner, name: string, state: Map<string, string>, parent?: StepRecord) {
    this.#job = job
    this.#name = name
    this.#state = state
    this.#parent = parent
  }

  get debug(): boolean {
    return this.#job.debug
  }

  write(line: string): void {
    if (this.#parent !== undefined) {
      this.#parent.write(line)
      return
    }
    this.#size += line.length
    if (this.#size > LOG_LIMIT) {
      if (this.#size - line.length <= LOG_LIMIT)
        this.#append(`… the log is cut here: it is above ${LOG_LIMIT} characters`)
      return
    }
    this.#append(line)
  }

  annotate(
    level: Annotation['level'],
    message: string,
    properties: Readonly<Record<string, string>> = {},
  ): void {
    if (this.#parent !== undefined) {
      this.#parent.annotate(level, message, properties)
      return
    }
    this.write(`##[${level}]${message}`)
    if (this.annotations.filter((annotation) => annotation.level === level).length >= ANNOTATION_LIMIT) return
    const masker = this.#job.masker
    this.annotations.push({
      level,
      message: masker.mask(message).slice(0, MESSAGE_LIMIT),
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key.toLowerCase(), masker.mask(value)]),
      ),
    })
  }

  setOutput(name: string, value: string): void {
    this.outputs.set(name, value)
  }

  saveState(name: string, value: string): void {
    this.#state.set(name, value)
  }

  addMask(value: string): void {
    this.#job.masker.add(value)
  }

  addPath(directory: string): void {
    this.#job.prependPath(directory)
  }

  setVariable(name: string, value: string): void {
    this.#job.env[name] = value
  }

  addSummary(markdown: string): void {
    if (this.#parent !== undefined) this.#parent.addSummary(markdown)
    else this.summary += this.#job.masker.mask(markdown)
  }

  note(text: string): void {
    this.#job.run.notes.add(text)
  }

  record(command: Command): void {
    this.#job.run.commands.push({ job: this.#job.id, step: this.#name, ...command })
  }

  #append(line: string): void {
    // A command's data can hold line breaks after unescaping.
    for (const part of this.#job.masker.mask(line).split(/\r\n|\r|\n/)) {
      this.lines.push(part)
      this.#job.run.emit({ type: 'log', job: this.#job.id, step: this.#name, line: part })
    }
  }
}

/** Characters of log kept per step. */
const LOG_LIMIT = 16 * 1024 * 1024
/** Annotations of one level that GitHub shows per step. */
const ANNOTATION_LIMIT = 10
/** https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs */
const MESSAGE_LIMIT = 4096
