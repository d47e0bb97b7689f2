import type { RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { type Manifest, openManifest } from './document.ts'
import { applyEdits, type Edit } from './edit.ts'
import { imagesOf } from './find-images.ts'
import type { ScalarChange } from './plan.ts'
import { formatPosition } from './position.ts'
import { isAlready, replaceScalars } from './replace-scalars.ts'
import { resolveSelector } from './resolve-selector.ts'
import { readScalar, type ScalarPlace } from './scalar.ts'
import { parseSelector } from './selector.ts'
import { isTfvars } from './tfvars.ts'
import { type Cursor, rootOf, scalarsBelow } from './tree.ts'

/** A value that a file takes over from another one. */
export interface ValueCopy {
  /** The file that is changed. */
  readonly file: string
  /** The part of a selector behind `#`. */
  readonly selector: string
  readonly value: CopiedValue
}

/** A scalar as it reads: of `3` and `true` the type counts as well. */
export interface CopiedValue {
  readonly text: string
  readonly isString: boolean
}

/**
 * The value that a selector names in a file.
 * @throws ActionError of the selector; `selector-not-a-value` for a map, a list, or the version of an image; `not-editable` for
 *   what means something else in another file: a template, an encrypted value
 */
export function readValue(file: RepositoryFile, selector: string): CopiedValue {
  const { value, isString, refusal, ...scalar } = selectScalar(file, selector)
  // An alias reads as what it stands for.
  if (refusal === undefined || refusal.kind === 'elsewhere') return { text: value, isString }
  throw refused(file, { ...scalar, refusal })
}

/**
 * Plans the edits after which these files hold the values, and proves them: every other scalar reads as before.
 * @throws ActionError `file-not-found`, of selectors, `not-editable`, `edit-not-exact`
 */
export function planValues(
  files: readonly RepositoryFile[],
  copies: readonly ValueCopy[],
): { readonly edits: readonly Edit[]; readonly changes: readonly ScalarChange[] } {
  const edits: Edit[] = []
  const changes: ScalarChange[] = []
  for (const path of new Set(copies.map(({ file }) => file))) {
    const file = files.find((each) => each.path === path)
    if (file === undefined) throw notThere(path)
    const own = copies.filter((copy) => copy.file === path)
    const wanted = own
      .map(({ selector, value }) => ({ scalar: selectEditable(file, selector), value }))
      .filter(({ scalar, value }) => !holds(scalar, value))
    const planned = editsOf(file, wanted)
    prove(file, planned, wanted)
    edits.push(...planned)
    changes.push(
      ...wanted.map(({ scalar, value }) => ({
        file: path,
        path: scalar.path,
        from: scalar.value,
        to: value.text,
      })),
    )
  }
  return { edits, changes }
}

interface Wanted {
  readonly scalar: ScalarPlace
  readonly value: CopiedValue
}

function selectScalar(file: RepositoryFile, selector: string): ScalarPlace {
  const text = `${file.path}#${selector}`
  if (isTfvars(file.path)) {
    throw new ActionError(
      'not-editable',
      `"${text}": single values are copied between YAML and JSON files alone.`,
    )
  }
  const cursor = resolveSelector(openManifest(file), parseSelector(text))
  const scalar = readScalar(cursor)
  if (scalar === undefined)
    throw notAValue(text, 'a map or a list: name its values one by one, or the whole file')
  if (isOfImage(cursor, scalar))
    throw notAValue(text, 'the version of an image, which is promoted by itself: take it out')
  return scalar
}

function selectEditable(file: RepositoryFile, selector: string): ScalarPlace {
  const scalar = selectScalar(file, selector)
  if (scalar.refusal === undefined) return scalar
  throw refused(file, scalar)
}

function isOfImage({ document }: Cursor, { range }: ScalarPlace): boolean {
  const slots = imagesOf(document.outermost).flatMap((place) => place.slots)
  return slots.some(({ scalar }) => scalar.range.start === range.start && scalar.range.end === range.end)
}

function holds(scalar: ScalarPlace, { text, isString }: CopiedValue): boolean {
  return isString ? isAlready(scalar, text) : scalar.value === text && !scalar.isString
}

function editsOf(file: RepositoryFile, wanted: readonly Wanted[]): readonly Edit[] {
  const strings = wanted.filter(({ value }) => value.isString)
  const replaced = replaceScalars(
    openManifest(file),
    strings.map(({ scalar, value }) => ({ scalar, value: value.text })),
  )
  const others = wanted.filter(({ value }) => !value.isString)
  return [...replaced, ...others.map(({ scalar, value }) => plainEdit(scalar, value.text))]
}

/** A number, a boolean or nothing, as it is written there. */
function plainEdit({ file, range, source, style }: ScalarPlace, text: string): Edit {
  const written = text === '' ? 'null' : text
  return { file, range, before: source, after: style === 'empty' ? ` ${written}` : written }
}

/** @throws ActionError `edit-not-exact` unless the wanted scalars, and they alone, read differently afterwards */
function prove(file: RepositoryFile, edits: readonly Edit[], wanted: readonly Wanted[]): void {
  const after = openManifest({ ...file, text: applyEdits(file.text ?? '', edits) })
  const [old, next] = [scalarsOf(openManifest(file)), scalarsOf(after)]
  const differs = next.findIndex((scalar, index) => {
    const before = old[index]
    const change = wanted.find((each) => each.scalar.range.start === before?.range.start)
    if (scalar.path !== before?.path) return true
    const { text, isString } = change?.value ?? { text: before.value, isString: before.isString }
    return scalar.value !== text || scalar.isString !== isString
  })
  if (differs < 0 && old.length === next.length) return
  const at = next[differs]?.path ?? wanted[0]?.scalar.path ?? ''
  throw new ActionError(
    'edit-not-exact',
    `${file.path}: nothing was written, for "${at}" would not read as it does in the other file.`,
  )
}

function scalarsOf({ documents }: Manifest): readonly ScalarPlace[] {
  return documents.flatMap((document) =>
    scalarsBelow(rootOf(document)).flatMap((cursor) => readScalar(cursor) ?? []),
  )
}

function refused(
  { path: file }: RepositoryFile,
  { path, position, refusal }: Pick<ScalarPlace, 'path' | 'position' | 'refusal'>,
): ActionError {
  const at = formatPosition(file, position)
  return new ActionError('not-editable', `${at}: "${path}" cannot be copied: ${refusal?.reason ?? ''}.`)
}

function notThere(path: string): ActionError {
  return new ActionError(
    'file-not-found',
    `${path} is not there, so that no value of it can be promoted: promote the whole file, or create it first.`,
  )
}

function notAValue(selector: string, what: string): ActionError {
  return new ActionError('selector-not-a-value', `"${selector}" names ${what}.`)
}
