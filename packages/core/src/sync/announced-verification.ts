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
 * Verifies, and tells of it where gates and people look: what was begun is ended, also when there is no verdict.
 * @throws ActionError of `verifySync`
 */
export async function verifyAnnounced(
  request: VerifyRequest,
  announcement: Announcement,
  ports: VerifyPorts & AnnouncePorts,
): Promise<VerifyReport> {
  const { checkRun, environment } = announcement
  const begun = await beginDeployments(announcement, ports)
  const waiting = `verify-sync waits until ${environment} runs it`
  const sources = checkRun ? await setStatuses(announcement, 'pending', waiting, ports) : []
  const told = { ...announcement, sources }
  try {
    const report = await verifySync(request, ports)
    await announceVerdict(told, report, renderVerifySummary(report), ports)
    await endDeployments(begun, announcement, report, ports)
    return report
  } catch (error) {
    await endDeployments(begun, announcement, undefined, ports)
    await setStatuses(told, 'error', 'verify-sync ended without a verdict', ports)
    throw error
  }
}
