import * as core from '@actions/core'

/** Above this the runner drops a step's summary: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const MAX_BYTES = 1024 * 1024
const NOTICE = '\n\n… cut here: GitHub shows at most 1 MiB\n'

/** Writes the job summary of this step, cut to what GitHub shows. Does nothing where there is no place for one. */
export async function writeSummary(
  markdown: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (markdown === '' || (env.GITHUB_STEP_SUMMARY ?? '') === '') return
  await core.summary.addRaw(cutBytes(markdown, MAX_BYTES - 1), true).write()
}

/** Cuts to at most `limit` bytes of UTF-8, at a code-point boundary, saying that it did. */
export function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= limit) return text
  let end = Math.max(0, limit - Buffer.byteLength(NOTICE))
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end).toString() + NOTICE
}
