import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml'
import { ActionError } from '../report/error.ts'
import type { ManifestDocument } from './document.ts'
import { isExactString, nestedDocuments } from './nested-document.ts'
import type { Replacement } from './scalar.ts'
import { readTouchedPart } from './touched-part.ts'
import { scalarText } from './tree.ts'

/**
 * Compares a document before and after its edits node by node: the replaced scalars must be exactly the wanted
 * strings, all else must be what it was. What was not touched is compared by its bytes where that tells.
 * @throws ActionError `edit-not-exact`
 */
export function verifyDocument(
  before: ManifestDocument,
  after: ManifestDocument,
  replacements: readonly Replacement[],
): void {
  if (isExactPart(before, after, replacements)) return
  const comparison = new Comparison(before, after, replacements)
  comparison.compare(readBack(before, after), before.root)
  comparison.finish()
}

/** Whether the touched entries alone prove the edit; when they do not, the whole document says why. */
function isExactPart(
  before: ManifestDocument,
  after: ManifestDocument,
  replacements: readonly Replacement[],
): boolean {
  const part = replacements.length === 0 ? undefined : readTouchedPart(before, after, replacements)
  if (part?.before.length !== part?.after.length || part === undefined) return false
  const comparison = new Comparison(before, part.document, replacements)
  try {
    comparison.comparePairs(part.after, part.before)
    comparison.finish()
    return true
  } catch (error) {
    if (error instanceof ActionError) return false
    throw error
  }
}

function readBack(before: ManifestDocument, after: ManifestDocument): Node | null {
  try {
    return after.root
  } catch (error) {
    throw notExact(before, 0, 'the result does not parse', error)
  }
}

class Comparison {
  readonly #before: ManifestDocument
  readonly #after: ManifestDocument
  readonly #pending: Set<Replacement>

  constructor(before: ManifestDocument, after: ManifestDocument, replacements: readonly Replacement[]) {
    this.#before = before
    this.#after = after
    this.#pending = new Set(replacements)
  }

  compare(after: unknown, before: unknown): void {
    if (isScalar(before) && isScalar(after)) {
      this.#compareScalars(after, before)
    } else if (isMap(before) && isMap(after) && before.items.length === after.items.length) {
      this.#compareProperties(after, before)
      this.comparePairs(after.items, before.items)
    } else if (isSeq(before) && isSeq(after) && before.items.length === after.items.length) {
      this.#compareProperties(after, before)
      for (const [index, item] of before.items.entries()) this.compare(after.items[index], item)
    } else if (isAlias(before) && isAlias(after)) {
      if (before.source !== after.source) throw this.#differs(before)
    } else if ((before ?? null) !== (after ?? null)) {
      throw this.#differs(before)
    }
  }

  comparePairs(after: readonly Pair[], before: readonly Pair[]): void {
    for (const [index, pair] of before.entries()) {
      this.compare(after[index]?.key, pair.key)
      this.compare(after[index]?.value, pair.value)
    }
  }

  finish(): void {
    const [missed] = this.#pending
    if (missed !== undefined) throw notExact(this.#before, 0, `"${missed.scalar.path}" was not found again`)
  }

  #compareScalars(after: Scalar, before: Scalar): void {
    this.#compareProperties(after, before)
    const pending = this.#pendingIn(before)
    if (this.#compareStrings(after, before, pending)) return
    const replacement = pending.find(({ scalar }) => !this.#isDeeper(scalar))
    if (replacement === undefined) {
      const same = scalarText(after) === scalarText(before) && typeof after.value === typeof before.value
      if (!same) throw this.#differs(before)
      return
    }
    this.#pending.delete(replacement)
    if (after.value !== replacement.value || !readsSameInYaml11(after, replacement.value))
      throw this.#differs(before)
  }

  /** Replacements in the YAML that a string holds are proved in that YAML, and that the string is those lines. */
  #compareStrings(after: Scalar, before: Scalar, pending: readonly Replacement[]): boolean {
    const inside = pending.filter(({ scalar }) => this.#isDeeper(scalar))
    if (inside.length === 0) return false
    const [from, to] = [nestedDocuments(this.#before, before, []), nestedDocuments(this.#after, after, [])]
    const exact = this.#after.templated || isExactString(this.#after, after)
    if (from.length !== to.length || after.type !== before.type || !exact) throw this.#differs(before)
    const proved = from.reduce((count, document, index) => {
      const own = inside.filter((replacement) => standsIn(document, replacement))
      verifyDocument(document, to[index] ?? document, own)
      return count + own.length
    }, 0)
    if (proved !== inside.length) throw this.#differs(before)
    for (const replacement of inside) this.#pending.delete(replacement)
    return true
  }

  #compareProperties(after: Node & { anchor?: string }, before: Node & { anchor?: string }): void {
    if (after.tag !== before.tag || after.anchor !== before.anchor) throw this.#differs(before)
  }

  #isDeeper({ strings }: Replacement['scalar']): boolean {
    return strings.length > this.#before.strings.length
  }

  /** The replacements that stand in this node and were not met yet. */
  #pendingIn({ range }: Scalar): readonly Replacement[] {
    if (!range || this.#pending.size === 0) return []
    const { start, end } = this.#before.rangeInFile(range[0], range[1])
    return [...this.#pending].filter(({ scalar }) => scalar.range.start >= start && scalar.range.end <= end)
  }

  #differs(node: unknown): ActionError {
    const at = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0
    return notExact(
      this.#before,
      at,
      'the edit changes more, or something else, than the value that was meant',
    )
  }
}

function standsIn(document: ManifestDocument, { scalar: { range } }: Replacement): boolean {
  const { text } = document
  const [from, to] = [text.length - text.trimStart().length, text.trimEnd().length]
  const { start, end } = document.rangeInFile(from, to)
  return range.start >= start && range.end <= end
}

/** Versions differ in how they read plain scalars alone. */
function readsSameInYaml11(after: Scalar, value: string): boolean {
  if (after.type !== 'PLAIN' || after.tag !== undefined) return true
  const reread = parseDocument(`- ${value}`, { version: '1.1', logLevel: 'silent' }).getIn([0])
  return reread === value
}

function notExact(document: ManifestDocument, at: number, reason: string, cause?: unknown): ActionError {
  return new ActionError('edit-not-exact', `${document.locate(at)}: nothing was written, for ${reason}.`, {
    cause,
    kind: 'internal',
  })
}
