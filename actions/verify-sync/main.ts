import { runAction } from '@gitops-actions/kit'
import { readInputs } from './inputs.ts'

await runAction('verify-sync', async (runtime) => {
  const given = readInputs(runtime.inputs)
  const { run } = await import('./run.ts')
  return run(given, runtime)
})
