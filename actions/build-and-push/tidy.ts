import { removeLeftBuilders } from '@gitops-actions/adapters'
import { leftDirectory, removePrivately } from '@gitops-actions/kit'

/** What is left to do at the end of the job, for a run that was killed: its builder, its logins and its secrets are removed. */
export async function tidy(): Promise<void> {
  const directory = leftDirectory()
  if (directory === undefined) return
  await removeLeftBuilders(directory, process.env)
  await removePrivately()
}
