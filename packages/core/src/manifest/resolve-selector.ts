import { ActionError } from '../report/error.ts'
import { nearest } from '../report/nearest.ts'
import type { Manifest, ManifestDocument } from './document.ts'
import { nestedRoots } from './nested-document.ts'
import { type Condition, formatPath, type Segment, type Selector } from './selector.ts'
import { childrenOf, type Cursor, fieldOf, rootOf, scalarsBelow, textOf } from './tree.ts'

/**
 * The one node that a selector names.
 * @throws ActionError `selector-not-found`, which lists the nearest paths; `selector-ambiguous`, which lists the
 *   documents or items that fit; `invalid-manifest`
 */
export function resolveSelector(manifest: Manifest, selector: Selector): Cursor {
  const roots = manifest.documents.map(rootOf).filter((root) => meetsAll(root, selector.documents))
  if (roots.length === 0) throw notFound(manifest, selector, [])
  const found = roots.flatMap((root) => follow(root, selector))
  const [first, second] = found
  if (first === undefined) throw notFound(manifest, selector, roots)
  if (second !== undefined) {
    const lines = found.map(({ document }) => document.positionOf(0).line)
    throw new ActionError(
      'selector-ambiguous',
      `"${selector.text}" fits ${found.length} documents of ${manifest.file.path} (at lines ${lines.join(', ')}): say which one, for example "${manifest.file.path}#{kind=Deployment,metadata.name=api}.${formatPath(selector.path)}".`,
    )
  }
  return first
}

function follow(root: Cursor, selector: Selector): readonly Cursor[] {
  let cursors: readonly Cursor[] = [root]
  for (const segment of selector.path) {
    cursors = cursors.flatMap(inside).flatMap((cursor) => step(cursor, segment, selector) ?? [])
  }
  return cursors
}

/** A path goes on into the YAML that a block string holds. */
function inside(outer: Cursor): readonly Cursor[] {
  const roots = nestedRoots(outer)
  return roots.length === 0 ? [outer] : roots
}

function step(cursor: Cursor, segment: Segment, selector: Selector): Cursor | undefined {
  switch (segment.kind) {
    case 'key':
      return fieldOf(cursor, segment.key)
    case 'index':
      return Array.isArray(sequenceItems(cursor)) ? sequenceItems(cursor)?.[segment.index] : undefined
    case 'match': {
      const fitting = (sequenceItems(cursor) ?? []).filter((item) => meets(item, segment))
      if (fitting.length > 1) throw ambiguousItem(cursor.document, segment, fitting, selector)
      return fitting[0]
    }
  }
}

function sequenceItems(cursor: Cursor): readonly Cursor[] | undefined {
  const children = childrenOf(cursor)
  return children.every(({ path }) => path.at(-1)?.kind !== 'key') ? children : undefined
}

function meetsAll(root: Cursor, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => meets(root, condition))
}

function meets(cursor: Cursor, { key, value }: Condition): boolean {
  let at: Cursor | undefined = cursor
  for (const name of key) at = at === undefined ? undefined : fieldOf(at, name)
  return textOf(at) === value
}

function ambiguousItem(
  document: ManifestDocument,
  segment: Segment,
  fitting: readonly Cursor[],
  selector: Selector,
): ActionError {
  const lines = fitting.map(({ node }) => document.positionOf(node?.range?.[0] ?? 0).line)
  return new ActionError(
    'selector-ambiguous',
    `"${selector.text}": ${formatPath([segment])} fits ${fitting.length} items of ${document.file} (at lines ${lines.join(', ')}): choose one by its index, such as "[0]".`,
  )
}

function notFound(manifest: Manifest, selector: Selector, roots: readonly Cursor[]): ActionError {
  const { path } = manifest.file
  if (roots.length === 0) {
    const why =
      manifest.documents.length === 0
        ? 'the file holds no document'
        : 'no document of the file meets its conditions'
    return new ActionError('selector-not-found', `"${selector.text}" names nothing in ${path}: ${why}.`)
  }
  const paths = roots.flatMap(scalarsBelow).map((scalar) => formatPath(scalar.path))
  const near = nearest(formatPath(selector.path), paths, 3).filter((each) => each !== '')
  const hint =
    near.length === 0
      ? 'It holds no map and no list: paths lead into YAML, JSON and .tfvars alone.'
      : `The nearest that are there: ${near.join(', ')}.`
  return new ActionError('selector-not-found', `"${selector.text}" names nothing in ${path}. ${hint}`)
}
