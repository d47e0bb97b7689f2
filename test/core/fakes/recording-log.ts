import type { Log } from '@gitops-actions/core'

/** A log that keeps its lines: `info: …`, `notice: …`. */
export interface RecordingLog extends Log {
  readonly lines: readonly string[]
}

export function createRecordingLog(): RecordingLog {
  const lines: string[] = []
  const add =
    (level: string) =>
    (line: string): void => {
      lines.push(`${level}: ${line}`)
    }
  return {
    lines,
    group(title, work) {
      lines.push(`group: ${title}`)
      return work()
    },
    info: add('info'),
    debug: add('debug'),
    notice: add('notice'),
    warning: add('warning'),
    error: add('error'),
  }
}
