import type { VerifyReport } from './request.ts'

/** The outputs of verify-sync besides `outcome`. */
export function verifyOutputs({
  applications,
  cause,
  duration,
}: VerifyReport): Readonly<Record<string, string>> {
  return {
    applications: JSON.stringify(applications),
    'observed-revision': [...new Set(applications.map(({ revision }) => revision))].join(','),
    cause,
    duration: String(duration),
  }
}
