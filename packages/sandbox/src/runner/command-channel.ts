import { parseCommand, type Command } from './command-grammar.ts'
import { describeError } from './error.ts'
import type { Annotation } from './results.ts'

/** What commands act on. */
export interface CommandTarget {
  /** Is debug logging on (`ACTIONS_STEP_DEBUG`)? */
  readonly debug: boolean
  write(line: string): void
  annotate(level: Annotation['level'], message: string, properties?: Readonly<Record<string, string>>): void
  setOutput(name: string, value: string): void
  saveState(name: string, value: string): void
  addMask(value: string): void
  note(text: string): void
  /** Called for each command that takes effect. */
  record(command: Command): void
}

/**
 * One process's way to talk to the runner: every line of its stdout and stderr goes through here and is either a command
 * or a line of the log. Stop tokens and `echo` last as long as the channel.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export class CommandChannel {
  /** A command could not be carried out, which fails the step. */
  failed = false

  readonly #target: CommandTarget
  readonly #registered = new Set<string>(COMMANDS)
  #stopToken: string | undefined
  #echo: boolean

  constructor(target: CommandTarget) {
    this.#target = target
    this.#echo = target.debug
  }

  receive(line: string): void {
    const command = parseCommand(line, this.#registered)
    if (command === undefined || !this.#execute(command, line)) this.#target.write(line)
  }

  /** @returns false when the line is not to be taken as a command after all. */
  #execute(command: Command, line: string): boolean {
    if (this.#stopToken !== undefined) return this.#resume(command, line)
    this.#target.record(command)
    if (command.name === 'stop-commands') {
      this.#stop(command, line)
      return true
    }
    if (this.#echo && !SILENT_COMMANDS.has(command.name)) this.#target.write(line)
    try {
      this.#perform(command)
    } catch (error) {
      this.#target.annotate(
        'error',
        `The command '${SILENT_COMMANDS.has(command.name) ? command.name : line}' cannot be processed.`,
      )
      this.#target.annotate('error', describeError(error))
      this.failed = true
    }
    return true
  }

  #resume(command: Command, line: string): boolean {
    if (command.name !== this.#stopToken) return false
    this.#target.record(command)
    this.#target.write(line)
    this.#registered.delete(this.#stopToken)
    this.#stopToken = undefined
    return true
  }

  #stop(command: Command, line: string): void {
    this.#target.write(line)
    const token = command.data.toLowerCase()
    if (token === '' || token === 'pause-logging' || this.#registered.has(token)) {
      this.#target.annotate(
        'error',
        `'${command.data}' cannot be the token of stop-commands: it is empty, reserved or itself a command.`,
      )
      this.failed = true
      return
    }
    this.#stopToken = token
    this.#registered.add(token)
  }

  #perform(command: Command): void {
    const { data } = command
    switch (command.name) {
      case 'error':
      case 'warning':
      case 'notice':
        this.#target.annotate(command.name, data, command.properties)
        break
      case 'debug':
        if (this.#target.debug) this.#target.write(`##[debug]${data}`)
        break
      case 'group':
        this.#target.write(`##[group]${data}`)
        break
      case 'endgroup':
        this.#target.write('##[endgroup]')
        break
      case 'add-mask':
        if (data.trim() === '') this.#target.annotate('warning', 'add-mask was given nothing to mask.')
        else this.#mask(data)
        break
      case 'set-output':
        this.#target.setOutput(requireName(command), data)
        break
      case 'save-state':
        this.#target.saveState(requireName(command), data)
        break
      case 'echo':
        this.#setEcho(data)
        break
      case 'add-matcher':
      case 'remove-matcher':
        this.#target.note(`Problem matchers are ignored (${command.name}).`)
        break
      default:
        throw new Error(
          `The command '${command.name}' is disabled: write to the environment files GITHUB_ENV and GITHUB_PATH.`,
        )
    }
  }

  #mask(value: string): void {
    if (this.#echo) this.#target.write('::add-mask::***')
    this.#target.addMask(value)
  }

  #setEcho(data: string): void {
    const value = data.trim().toLowerCase()
    if (value !== 'on' && value !== 'off') throw new Error(`echo can be 'on' or 'off', not '${data}'.`)
    this.#echo = value === 'on'
  }
}

const COMMANDS = [
  'stop-commands',
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'warning',
]

/** Never echoed: what they carry is secret, or they are what echoing is about. */
const SILENT_COMMANDS: ReadonlySet<string> = new Set([
  'add-mask',
  'debug',
  'error',
  'warning',
  'notice',
  'group',
  'endgroup',
  'echo',
])

function requireName(command: Command): string {
  const name = Object.entries(command.properties).find(([key]) => key.toLowerCase() === 'name')?.[1]
  if (name === undefined || name === '')
    throw new Error(`The command '${command.name}' needs the property 'name'.`)
  return name
}
