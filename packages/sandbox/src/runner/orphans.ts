import { findProcesses } from '../processes.ts'

/** Variable that marks every process of a job, also those that left its process groups. */
export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID'

/**
 * Ends the processes a job left behind: those whose environment carries its tracking id, as the runner does when it
 * finishes a job. Works where there is a `/proc`; elsewhere it finds nothing.
 *
 * @returns the ids of the processes that were ended.
 */
export async function endOrphans(trackingId: string): Promise<number[]> {
  const ended: number[] = []
  for (const pid of await findProcesses(TRACKING_VARIABLE, trackingId)) {
    try {
      process.kill(pid, 'SIGKILL')
      ended.push(pid)
    } catch {
      // It ended between the look and the kill.
    }
  }
  return ended
}
