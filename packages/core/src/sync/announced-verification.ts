import { ActionError } from '../report/error.ts'
import {
  type Announcement,
  type AnnouncePorts,
  announceVerdict,
  beginDeployments,
  endDeployments,
  setStatuses,
} from './announce.ts'
import type { VerifyPorts, VerifyReport, VerifyRequest } from './request.ts'
import { renderVerifySummary } from './summary.ts'
import { verifySync } from './verify.ts'

/**
 * Verifies, and tells of it where gates and people look. A deployment that was begun is ended, also when there is no verdict;
 * the wait does not wait for it.
 * @throws ActionError of `verifySync`
 */
export async function verifyAnnounced(
  request: VerifyRequest,
  announcement: Announcement,
  ports: VerifyPorts & AnnouncePorts,
): Promise<VerifyReport> {
  const beginning = beginDeployments(announcement, ports)
  // It is waited for below, and must not fail unseen before.
  beginning.catch(() => undefined)
  let report: VerifyReport
  try {
    report = await verifySync(request, ports)
  } catch (error) {
    await endDeployments(await beginning, announcement, undefined, ports)
    // Writes take a second each, and a cancelled run has less.
    const isCancelled = error instanceof ActionError && error.code === 'cancelled'
    if (announcement.checkRun && !isCancelled) {
      await setStatuses(announcement, 'error', 'verify-sync ended without a verdict', ports)
    }
    throw error
  }
  const begun = await beginning
  await Promise.all([
    announceVerdict(announcement, report, renderVerifySummary(report), ports),
    endDeployments(begun, announcement, report, ports),
  ])
  return report
}
