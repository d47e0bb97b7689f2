/** The step's log. Implementations sanitise: untrusted text never becomes a runner command. */
export interface Log {
  /** Runs `work` inside a collapsible group; the title starts with a verb. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>
  info(line: string): void
  debug(line: string): void
  /** A notice, warning or error also becomes an annotation of the run. */
  notice(line: string): void
  warning(line: string): void
  error(line: string): void
}
