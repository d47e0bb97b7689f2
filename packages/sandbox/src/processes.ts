import { readdir, readFile } from 'node:fs/promises'

/**
 * Ids of the processes that were started with this variable in their environment, whoever started them. Works where there is a
 * `/proc`; elsewhere it finds nothing.
 */
export async function findProcesses(variable: string, value: string): Promise<number[]> {
  const wanted = `${variable}=${value}`
  const ids = await listProcesses()
  const carriers = await Promise.all(ids.map(async (id) => (await readEnvironment(id)).includes(wanted)))
  return ids.filter((_, index) => carriers[index])
}

async function listProcesses(): Promise<number[]> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  } catch {
    return []
  }
}

async function readEnvironment(id: number): Promise<string[]> {
  try {
    return (await readFile(`/proc/${id}/environ`, 'utf8')).split('\0')
  } catch {
    // It ended, or is somebody else's.
    return []
  }
}
