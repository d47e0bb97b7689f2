import { StepFailure } from '../error.ts'
import { toText } from '../expressions.ts'
import { asMap } from '../contexts.ts'
import { readLines, type EmulatedAction, type EmulatedCall } from './emulated-action.ts'

/**
 * actions/create-github-app-token: its inputs, checks, mask, outputs and revocation; the token itself comes from the
 * option `mintAppToken`.
 *
 * https://github.com/actions/create-github-app-token#inputs
 */
export const createAppToken: EmulatedAction = {
  inputs: {
    'client-id': '',
    'app-id': '',
    'private-key': '',
    owner: '',
    repositories: '',
    'skip-token-revoke': 'false',
    'github-api-url': '',
    enterprise: '',
    ...Object.fromEntries(
      [
        'actions',
        'checks',
        'contents',
        'deployments',
        'issues',
        'metadata',
        'packages',
        'pull-requests',
        'statuses',
        'workflows',
      ].map((scope) => [`permission-${scope}`, '']),
    ),
  },
  refused: ['github-api-url', 'enterprise'],
  main: mintToken,
  post: revokeToken,
}

async function mintToken({ execution, inputs, state }: EmulatedCall): Promise<void> {
  const { options } = execution.frame.job.run
  const appId = [inputs['client-id'], inputs['app-id']].find((id) => id !== undefined && id !== '') ?? ''
  const privateKey = (inputs['private-key'] ?? '').replaceAll('\\n', '\n')
  if (appId === '') throw new StepFailure("Neither the input 'client-id' nor 'app-id' is set.")
  if (privateKey === '') throw new StepFailure("The input 'private-key' is not set.")
  if (options.mintAppToken === undefined)
    throw new StepFailure(
      "The sandbox runner needs the option 'mintAppToken' to run actions/create-github-app-token.",
    )
  const given = readLines((inputs.repositories ?? '').replaceAll(',', '\n'))
  const github = asMap(execution.scope.contexts.github)
  const ownRepository = toText(github.repository ?? null).split('/')[1] ?? ''
  const owner = inputs.owner ?? ''
  const minted = await options.mintAppToken({
    appId,
    privateKey,
    owner: owner === '' ? toText(github.repository_owner ?? null) : owner,
    // With neither owner nor repositories the token is for the current repository alone.
    repositories: given.length > 0 ? given : owner === '' ? [ownRepository] : [],
    permissions: Object.fromEntries(
      Object.entries(inputs)
        .filter(([name, value]) => name.startsWith('permission-') && value !== '')
        .map(([name, value]) => [name.slice('permission-'.length), value]),
    ),
  })
  execution.record.addMask(minted.token)
  execution.record.setOutput('token', minted.token)
  execution.record.setOutput('installation-id', minted.installationId)
  execution.record.setOutput('app-slug', minted.appSlug)
  if (inputs['skip-token-revoke'] !== 'true') state.set('token', minted.token)
}

async function revokeToken({ execution, state }: EmulatedCall): Promise<void> {
  const token = state.get('token')
  if (token === undefined) return
  await execution.frame.job.run.options.revokeAppToken?.(token)
  execution.record.write('Token revoked')
}
