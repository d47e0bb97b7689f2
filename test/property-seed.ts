import fc from 'fast-check'

/** Properties draw the same cases in every run of CI: what fails fails again. A seed of one's own draws others. */
fc.configureGlobal({ seed: Number(process.env.GITOPS_ACTIONS_PROPERTY_SEED ?? '20260102') })
