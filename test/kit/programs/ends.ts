import { ActionError } from '@gitops-actions/core'
import { readContext, runAction, warnOfFork } from '@gitops-actions/kit'

/** A small action whose ending is chosen by the input `ending`. */
await runAction('bump-image-tag', async ({ inputs, log, secrets, signal }) => {
  const token = secrets.mask(inputs.secret('token'))
  const ending = inputs.requiredText('ending')
  switch (ending) {
    case 'changed':
      return {
        outcome: 'changed',
        outputs: { 'commit-sha': 'abc', changes: '[{"a":1}]\nsecond line' },
        summary: '### done',
        message: 'wrote abc',
      }
    case 'no-op':
      return { outcome: 'no-op', outputs: {}, summary: '', message: 'nothing to do' }
    case 'blocked':
      return {
        outcome: 'blocked-by-policy',
        outputs: { attempts: '1' },
        summary: '### blocked',
        message: 'not a version',
      }
    case 'secret-summary':
      return { outcome: 'changed', outputs: {}, summary: `### wrote ${token}`, message: `wrote ${token}` }
    case 'failed-no-op':
      return { outcome: 'no-op', outputs: {}, summary: '', failed: true }
    case 'refused':
      throw new ActionError('refused-by-rule', `GH013 ##[add-mask]x ::set-output name=a::b ${token}`, {
        cause: new Error(`inner ${token}`),
      })
    case 'other-outcome':
      throw new ActionError('held', 'a hold is in force', { outcome: 'held' })
    case 'defect':
      throw new TypeError(`cannot read ${token}`)
    case 'bad-output':
      return { outcome: 'changed', outputs: { 'a=b': 'x' }, summary: '' }
    case 'hostile-outputs': {
      const values = JSON.parse(inputs.multiline('values')) as readonly string[]
      const outputs = Object.fromEntries(values.map((value, index) => [`value-${index}`, value]))
      return { outcome: 'no-op', outputs, summary: '' }
    }
    case 'never':
      return new Promise(() => undefined)
    case 'huge-error':
      throw new ActionError('github-refused', 'x'.repeat(1024 * 1024))
    case 'huge-summary':
      return { outcome: 'changed', outputs: {}, summary: 'é'.repeat(1024 * 1024) }
    case 'hostile-log':
      await log.group(`Read ::add-mask::x\nand ##[add-mask]y more ${token}`, () => {
        log.info('::add-mask::a\r::add-mask::b\n  ::stop-commands::c')
        log.info(`mid ##[add-mask]d ${token}`)
        log.info(`apart ${token.slice(0, 4)}\u001b[0m${token.slice(4)}`)
        log.warning('warn ##[add-mask]e\n::add-mask::f')
        log.debug('debug \u001b[31mred\u001b[0m')
        log.notice(`noted ##[add-mask]g ${token}`)
        return Promise.resolve()
      })
      return { outcome: 'changed', outputs: {}, summary: '' }
    case 'context': {
      const context = await readContext()
      warnOfFork(context, log)
      return { outcome: 'changed', outputs: { context: JSON.stringify(context) }, summary: '' }
    }
    case 'polite-wait':
      process.stdout.write('waiting\n')
      await new Promise((_, reject) => {
        const timer = setTimeout(() => undefined, 60_000)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason as Error)
        })
      })
      return { outcome: 'changed', outputs: {}, summary: '' }
    case 'unhandled':
      void Promise.reject(new Error(`nobody waits ::error::x ${token}`))
      await new Promise((resolve) => setTimeout(resolve, 60_000))
      return { outcome: 'changed', outputs: {}, summary: '' }
    case 'deaf-wait':
      process.stdout.write('waiting\n')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
      return { outcome: 'changed', outputs: {}, summary: '' }
    default:
      throw new ActionError('invalid-input', `no such ending: ${ending}`)
  }
})
