import { type Digest, isDigest } from '../image/digest.ts'
import { ActionError } from '../report/error.ts'
import type { BuildReport } from './build-report.ts'

/** One line of JSON about a part that is there by its digest, for the run that makes one index of them; empty when none is. */
export function formatPart({ images }: Pick<BuildReport, 'images'>): string {
  const [image] = images
  if (image === undefined) return ''
  return JSON.stringify({ digest: image.digest, platforms: Object.fromEntries(image.platforms) })
}

/**
 * Reads input `digests`: one per line, as they are or as `formatPart` writes them; each counts once.
 * @throws ActionError `invalid-input`
 */
export function parseParts(text: string): readonly Digest[] {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [...new Set(lines.map(readPart))]
}

function readPart(line: string): Digest {
  const digest = line.startsWith('{') ? digestIn(line) : line
  if (isDigest(digest)) return digest
  throw new ActionError(
    'invalid-input',
    `Input "digests" has "${line.slice(0, 100)}": wanted "sha256:" and 64 lower-case hex digits, the output "digest" of a run with "by-digest: true", or the path of the files that such runs wrote by "release-file".`,
  )
}

function digestIn(json: string): string {
  try {
    const part: unknown = JSON.parse(json)
    if (typeof part === 'object' && part !== null && 'digest' in part && typeof part.digest === 'string')
      return part.digest
  } catch {
    // Said by the caller, with what was given.
  }
  return ''
}
