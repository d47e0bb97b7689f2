import { readFileSync } from 'node:fs'
import type { BuildWorkspace } from './build-workspace.ts'

/** One call that the stand-in recorded. */
export interface RecordedCall {
  readonly args: readonly string[]
  readonly stdin: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** A stand-in for `docker` on a PATH of its own, which records how it is called. No engine is present behind it. */
export interface RecordingEngine {
  /** PATH with the stand-in and nothing else. */
  readonly path: string
  calls(): readonly RecordedCall[]
}

/**
 * Installs a stand-in that answers as `script`, the body of a JavaScript function of `args`, `files` and `write`, says;
 * the function returns the exit code.
 */
export function installEngine(workspace: BuildWorkspace, name: string, script: string): RecordingEngine {
  const record = `${workspace.root}/calls-${name}.jsonl`
  workspace.write(`calls-${name}.jsonl`, '')
  const program = `#!${process.execPath}
const fs = require('node:fs')
const args = process.argv.slice(2)
const stdin = args.includes('--password-stdin') ? fs.readFileSync(0, 'utf8') : ''
const { DOCKER_CONFIG: config = '' } = process.env
const shown = config === '' ? {} : { configText: fs.readFileSync(config + '/config.json', 'utf8') }
fs.appendFileSync(${JSON.stringify(record)}, JSON.stringify({ args, stdin, cwd: process.cwd(), env: { ...process.env, ...shown } }) + '\\n')
const flag = (name) => args.find((each) => each.startsWith(name + '='))?.slice(name.length + 1)
const answer = (() => { ${script} })()
process.exitCode = answer ?? 0
`
  workspace.write(`bin/${name}`, program, 0o755)
  return {
    path: `${workspace.root}/bin`,
    calls: () =>
      readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as RecordedCall),
  }
}

export const DIGEST = `sha256:${'d'.repeat(64)}`

/** A docker client and daemon that work, with or without buildx. */
export function dockerScript(options: { buildx: boolean; driver?: string; client?: string }): string {
  return `
    const [command, second] = args
    if (command === 'version') { console.log('${options.client ?? '28.2.2'} 28.2.2 linux/amd64'); return 0 }
    if (command === 'buildx' && !${options.buildx}) { console.error("docker: unknown command: docker buildx"); return 1 }
    if (command === 'buildx' && second === 'version') { console.log('github.com/docker/buildx v0.24.0 abc'); return 0 }
    if (command === 'buildx' && second === 'inspect') { console.log('Name: x\\nDriver: ${options.driver ?? 'docker'}'); return 0 }
    if (flag('--iidfile')) fs.writeFileSync(flag('--iidfile'), 'sha256:1d')
    if (flag('--metadata-file')) fs.writeFileSync(flag('--metadata-file'), JSON.stringify({ 'containerimage.digest': '${DIGEST}' }))
    if (command === 'push') console.log('1.2.3: digest: ${DIGEST} size: 528')
    return 0
  `
}
