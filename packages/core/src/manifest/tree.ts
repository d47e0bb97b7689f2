import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, visit } from 'yaml'
import type { ManifestDocument } from './document.ts'
import type { Refusal } from './refusal.ts'
import { formatPath, type Segment } from './selector.ts'
import { isTemplate } from './template.ts'

/** A node of a document together with the way to it. */
export interface Cursor {
  readonly document: ManifestDocument
  /** Null where a key has no value at all. */
  readonly node: Node | null
  readonly path: readonly Segment[]
  readonly inFlow: boolean
  /** Why nothing at or below this node may be edited. */
  readonly refusal: Refusal | undefined
  /** The anchored nodes that this node is, or is inside of. */
  readonly anchored: readonly Node[]
}

/** @throws ActionError as `ManifestDocument.root` */
export function rootOf(document: ManifestDocument): Cursor {
  const root = document.root
  const refusal = encryptedBySops(root)
  return {
    document,
    node: root,
    path: document.outer?.path ?? [],
    inFlow: false,
    refusal,
    anchored: anchoredWith([], root),
  }
}

/** The values of a map and the items of a sequence, in the order of the file; nothing through aliases or merge keys. */
export function childrenOf(cursor: Cursor): readonly Cursor[] {
  const { node } = cursor
  if (isMap(node)) return node.items.map((pair) => fieldAt(cursor, node, pair))
  if (isSeq(cursor.node)) return items(cursor)
  return []
}

/** The value of one key; a value that a merge key (`<<`) brings is found too, but refused for editing. */
export function fieldOf(cursor: Cursor, key: string): Cursor | undefined {
  if (!isMap(cursor.node)) return undefined
  const [pair] = pairsOf(cursor.document, cursor.node, key)
  return pair === undefined ? mergedField(cursor, cursor.node, key) : fieldAt(cursor, cursor.node, pair)
}

/** The key that leads to the cursor when its parent is a map. */
export function lastKey(cursor: Cursor): string | undefined {
  const last = cursor.path.at(-1)
  return last?.kind === 'key' ? last.key : undefined
}

/** A scalar's text as the file means it: `1.10` is "1.10" and not 1.1. Follows one alias. */
export function textOf(cursor: Cursor | undefined): string | undefined {
  const scalar = cursor === undefined ? undefined : scalarOf(cursor)
  return scalar === undefined ? undefined : writtenText(cursor?.document, scalar)
}

/** As `scalarText`, but of a template what is written and not what it is masked with. */
export function writtenText(document: ManifestDocument | undefined, scalar: Scalar): string {
  const [start, end] = scalar.range ?? [0, 0]
  if (document?.templated !== true) return scalarText(scalar)
  const quotes = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE' ? 1 : 0
  const written = document.text.slice(start + quotes, end - quotes)
  return written.includes('{{') ? written : scalarText(scalar)
}

/** The scalar at the cursor, or the one that an alias there stands for. */
export function scalarOf(cursor: Cursor): Scalar | undefined {
  const node = isAlias(cursor.node) ? aliasesOf(cursor.document).targets.get(cursor.node) : cursor.node
  return isScalar(node) ? node : undefined
}

export function scalarText(scalar: Scalar): string {
  if (typeof scalar.value === 'string') return scalar.value
  return scalar.value === null ? '' : (scalar.source ?? '')
}

/** All scalars at and below the cursor in the order of the file; stops collecting at 2,000. */
export function scalarsBelow(cursor: Cursor): readonly Cursor[] {
  const scalars: Cursor[] = []
  const pending = [cursor]
  for (let at = pending.pop(); at !== undefined && scalars.length < 2000; at = pending.pop()) {
    if (textOf(at) !== undefined) scalars.push(at)
    for (const child of childrenOf(at).toReversed()) pending.push(child)
  }
  return scalars
}

export interface AliasIndex {
  /** Alias node → the anchored node it stands for. */
  readonly targets: ReadonlyMap<Node, Node>
  /** Anchored node → the aliases of it. */
  readonly uses: ReadonlyMap<Node, readonly Node[]>
}

const indexes = new WeakMap<ManifestDocument, AliasIndex>()

/** Who stands for whom. An anchor may be set anew: an alias means the last one before it. */
export function aliasesOf(document: ManifestDocument): AliasIndex {
  const known = indexes.get(document)
  if (known !== undefined) return known
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  const uses = new Map<Node, Node[]>()
  const { root } = document
  // Few manifests have anchors, and a walk over all nodes costs as much as composing them.
  const hasAnchors = document.masked.includes('&')
  visit(hasAnchors ? root : null, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target === undefined) return
        targets.set(node, target)
        uses.set(target, [...(uses.get(target) ?? []), node])
      } else if ('anchor' in node && typeof node.anchor === 'string') {
        anchors.set(node.anchor, node)
      }
    },
  })
  const index = { targets, uses }
  indexes.set(document, index)
  return index
}

/** Where each key of a map stands among its items. */
type KeyIndex = ReadonlyMap<string, readonly number[]>

const keyIndexes = new WeakMap<YAMLMap, KeyIndex>()

/** Made once for each map, for every look at one of its fields asks for it. */
function keysOf(document: ManifestDocument, map: YAMLMap): KeyIndex {
  const known = keyIndexes.get(map)
  if (known !== undefined) return known
  const index = new Map<string, number[]>()
  for (const [position, pair] of map.items.entries()) {
    const key = keyText(document, pair)
    const positions = index.get(key)
    if (positions === undefined) index.set(key, [position])
    else positions.push(position)
  }
  keyIndexes.set(map, index)
  return index
}

/** The items of a map that have this key, in the order of the file. */
function pairsOf(document: ManifestDocument, map: YAMLMap, key: string): readonly Pair[] {
  return (keysOf(document, map).get(key) ?? []).flatMap((position) => map.items[position] ?? [])
}

function fieldAt(cursor: Cursor, map: YAMLMap, pair: Pair): Cursor {
  const key = keyText(cursor.document, pair)
  const node = pair.value as Node | null
  return {
    document: cursor.document,
    node,
    path: [...cursor.path, { kind: 'key', key }],
    inFlow: cursor.inFlow || map.flow === true,
    refusal: cursor.refusal ?? duplicateKey(cursor, map, key),
    anchored: anchoredWith(cursor.anchored, node),
  }
}

const MAX_LINES = 5

function duplicateKey(cursor: Cursor, map: YAMLMap, key: string): Refusal | undefined {
  const positions = keysOf(cursor.document, map).get(key) ?? []
  if (positions.length < 2) return undefined
  const lines = positions.slice(0, MAX_LINES).map((position) => {
    const node = map.items[position]?.key as Node | null | undefined
    return cursor.document.positionOf(node?.range?.[0] ?? 0).line
  })
  const more = positions.length > MAX_LINES ? ` and ${positions.length - MAX_LINES} more` : ''
  const path = formatPath([...cursor.path, { kind: 'key', key }])
  return {
    kind: 'other',
    reason: `the key "${path}" stands there more than once (lines ${lines.join(', ')}${more})`,
  }
}

function keyText(document: ManifestDocument, pair: Pair): string {
  const key = pair.key
  return isScalar(key) ? writtenText(document, key) : ''
}

function items(cursor: Cursor): readonly Cursor[] {
  if (!isSeq(cursor.node)) return []
  const inFlow = cursor.inFlow || cursor.node.flow === true
  const names = cursor.node.items.map((item) => nameOf(cursor.document, item))
  const counts = new Map<string, number>()
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  return cursor.node.items.map((item, index) => {
    const name = names[index]
    const segment: Segment =
      name !== undefined && counts.get(name) === 1
        ? { kind: 'match', key: ['name'], value: name }
        : { kind: 'index', index }
    const node = item as Node | null
    return {
      ...cursor,
      node,
      path: [...cursor.path, segment],
      inFlow,
      anchored: anchoredWith(cursor.anchored, node),
    }
  })
}

function anchoredWith(anchored: readonly Node[], node: Node | null): readonly Node[] {
  if (!(isMap(node) || isSeq(node) || isScalar(node)) || node.anchor === undefined) return anchored
  return [...anchored, node]
}

function nameOf(document: ManifestDocument, item: unknown): string | undefined {
  if (!isMap(item)) return undefined
  const [pair] = pairsOf(document, item, 'name')
  const name = isScalar(pair?.value) ? writtenText(document, pair.value) : undefined
  return name === undefined || isTemplate(name) ? undefined : name
}

/** https://yaml.org/type/merge.html: own keys win, then the merged maps in their order. */
function mergedField(cursor: Cursor, map: YAMLMap, key: string, depth = 0): Cursor | undefined {
  const { targets } = aliasesOf(cursor.document)
  for (const pair of pairsOf(cursor.document, map, '<<')) {
    for (const source of isSeq(pair.value) ? pair.value.items : [pair.value]) {
      const merged = isAlias(source) ? targets.get(source) : source
      if (!isMap(merged) || depth > 10) continue
      const [own] = pairsOf(cursor.document, merged, key)
      if (own !== undefined) {
        const node = own.value as Node | null
        const line = cursor.document.positionOf(node?.range?.[0] ?? 0).line
        const reason = `it comes from the merge key "<<"; change it where it is written, at line ${line}`
        const path: Segment[] = [...cursor.path, { kind: 'key', key }]
        const refusal = cursor.refusal ?? { kind: 'elsewhere', reason }
        return { ...cursor, node, path, refusal }
      }
      const deeper = mergedField(cursor, merged, key, depth + 1)
      if (deeper !== undefined) return deeper
    }
  }
  return undefined
}

/** https://github.com/getsops/sops: every value is under a message authentication code kept in the key `sops`. */
function encryptedBySops(root: Node | null): Refusal | undefined {
  if (!isMap(root)) return undefined
  const sops = root.items.find((pair) => isScalar(pair.key) && pair.key.value === 'sops')
  if (!isMap(sops?.value) || !sops.value.items.some(({ key }) => isScalar(key) && key.value === 'mac'))
    return undefined
  return {
    kind: 'other',
    reason:
      'the file is encrypted by SOPS, whose signature any edit breaks; keep image tags in a file of their own',
  }
}
