import type { ApplicationReport, VerifyReport } from './request.ts'

/** The outputs of verify-sync besides `outcome`. */
export function verifyOutputs({
  applications,
  cause,
  duration,
}: VerifyReport): Readonly<Record<string, string>> {
  return {
    applications: JSON.stringify(applications.map(verdictOf)),
    'observed-revision': [...new Set(applications.map(({ revision }) => revision))].join(','),
    cause,
    duration: String(duration),
  }
}

/** What later steps may want to read; what runs is long, and the agent's to tell. */
function verdictOf({
  application,
  verdict,
  detail,
  revision,
  url,
}: ApplicationReport): Omit<ApplicationReport, 'images' | 'directories'> {
  return { application, verdict, detail, revision, url }
}
