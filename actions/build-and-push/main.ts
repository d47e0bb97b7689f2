import { announcePost, isPostStep, runAction } from '@gitops-actions/kit'
import { readInputs } from './inputs.ts'

// The step after the job runs this file too: it finds what this one left when it was killed.
if (isPostStep()) {
  const { tidy } = await import('./tidy.ts')
  await tidy()
} else
  await runAction('build-and-push', async (runtime) => {
    announcePost()
    const given = readInputs(runtime.inputs, runtime.env)
    const { run } = await import('./run.ts')
    return run(given, runtime)
  })
