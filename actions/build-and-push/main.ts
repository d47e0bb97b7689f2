import { runAction } from '@gitops-actions/kit'
import { readInputs } from './inputs.ts'

await runAction('build-and-push', async (runtime) => {
  const given = readInputs(runtime.inputs)
  const { run } = await import('./run.ts')
  return run(given, runtime)
})
