import { stat } from 'node:fs/promises'

/** Whether something is at the path; what cannot be reached is not there. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
