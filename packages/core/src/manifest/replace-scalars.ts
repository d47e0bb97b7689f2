import { ActionError, messageOf } from '../report/error.ts'
import { type Manifest, type ManifestDocument, openManifest } from './document.ts'
import { applyEdits, type Edit } from './edit.ts'
import { formatPosition } from './position.ts'
import { scalarSource } from './quoting.ts'
import type { Replacement, ScalarPlace } from './scalar.ts'
import { encodeInString, type StringStyle } from './string-text.ts'
import { verifyDocument } from './verify-edit.ts'

/**
 * Makes the edits that turn scalars of one file into other strings, and proves them: the edited documents are parsed
 * again, every replaced scalar must read back as exactly the wanted string in YAML 1.1 and 1.2, and every other
 * node as before. Scalars that are the wanted string already give no edit.
 * @throws ActionError `not-editable` with file, line, column and reason; `edit-not-exact` when the proof fails
 */
export function replaceScalars(manifest: Manifest, replacements: readonly Replacement[]): readonly Edit[] {
  const wanted = replacements.filter(({ scalar, value }) => !isAlready(scalar, value))
  const edits = wanted.map((replacement) => editOf(manifest, replacement))
  const changed = edits.length === 0 ? manifest : tryOpen(manifest, edits)
  if (changed.documents.length !== manifest.documents.length)
    throw notExact(manifest, 'the number of documents changed')
  for (const [index, before] of manifest.documents.entries()) {
    const after = changed.documents[index]
    const inside = wanted.filter(({ scalar }) => isInside(scalar, before))
    if (after === undefined || inside.length === 0) continue
    verifyDocument(before, after, inside)
  }
  return edits
}

/** Whether the scalar is this very string already, however it is quoted. */
export function isAlready(scalar: ScalarPlace, value: string): boolean {
  if (value === '') return scalar.value === ''
  return scalar.value === value && scalar.isString
}

function editOf(manifest: Manifest, { scalar, value }: Replacement): Edit {
  if (scalar.refusal !== undefined) throw refuse(scalar, scalar.refusal.reason)
  try {
    const { style, inFlow, strings } = scalar
    const json = manifest.json && strings.length === 0
    const source = strings.reduce(encodeInString, scalarSource(value, { style, inFlow, json }))
    const after = style === 'empty' ? spaced(manifest.text, scalar, source) : source
    return { file: scalar.file, range: scalar.range, before: scalar.source, after }
  } catch (error) {
    throw refuse(scalar, messageOf(error), error)
  }
}

/** A key without a value has no bytes to replace: the value goes behind the ":" or the anchor, with room around it. */
function spaced(text: string, { range, strings }: ScalarPlace, source: string): string {
  const at = range.start
  const before = at > 0 && /\s/.test(text[at - 1] ?? '') ? '' : ' '
  const end = strings.some(isQuoted) ? /[\s,\]}\\"']|^$/ : /[\s,\]}]|^$/
  const after = end.test(text[at] ?? '') ? '' : ' '
  return before + source + after
}

function isQuoted(style: StringStyle): boolean {
  return style === 'double' || style === 'single'
}

function refuse(scalar: ScalarPlace, reason: string, cause?: unknown): ActionError {
  const at = formatPosition(scalar.file, scalar.position)
  return new ActionError('not-editable', `${at}: "${scalar.path}" cannot be edited: ${reason}.`, { cause })
}

function tryOpen(manifest: Manifest, edits: readonly Edit[]): Manifest {
  return openManifest({ ...manifest.file, text: applyEdits(manifest.text, edits) })
}

function isInside(scalar: ScalarPlace, document: ManifestDocument): boolean {
  const { start, end } = document.rangeInFile(0, document.text.length)
  return scalar.range.start >= start && scalar.range.end <= end
}

function notExact({ file }: Manifest, reason: string): ActionError {
  return new ActionError('edit-not-exact', `${file.path}: nothing was written, for ${reason}.`, {
    kind: 'internal',
  })
}
