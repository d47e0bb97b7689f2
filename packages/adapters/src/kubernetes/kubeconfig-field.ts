import { ActionError, formatPosition, LineIndex } from '@gitops-actions/core'
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'

/** A kubeconfig has a few kilobytes, certificates included. */
const MAX_TEXT = 1024 * 1024

/** One value of a kubeconfig with its place; aliases are never followed. No error shows a value: most of them are secrets. */
export interface Field {
  readonly path: string
  readonly node: Node | undefined
  readonly file: ConfigText
}

/** The text of a kubeconfig and where it is from, for messages. */
interface ConfigText {
  readonly origin: string
  readonly lines: LineIndex
}

/**
 * Opens a kubeconfig, YAML or JSON.
 * @throws ActionError `invalid-kubeconfig`
 */
export function openKubeconfig(text: string, origin: string): Field {
  if (text.length > MAX_TEXT) {
    throw new ActionError(
      'invalid-kubeconfig',
      `${origin} has more than ${MAX_TEXT} characters: that is no kubeconfig.`,
    )
  }
  const file = { origin, lines: new LineIndex(text) }
  // Pretty errors show the lines around, and tokens are on them.
  const document = parseDocument(text, { prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const place = formatPosition(origin, file.lines.positionOf(error.pos[0]))
    throw new ActionError('invalid-kubeconfig', `${place}: the kubeconfig is not YAML (${error.code}).`)
  }
  const root: Field = { path: '', node: document.contents ?? undefined, file }
  if (!isMap(root.node)) throw fieldError(root, 'is not a map: wanted "clusters", "users" and "contexts"')
  return root
}

/** An error at the place of a field. */
export function fieldError(at: Field, what: string, cause?: unknown): ActionError {
  return new ActionError('invalid-kubeconfig', `${describeField(at)} ${what}.`, { cause })
}

/** The place and the path of a field: `config:12:5: "users[0].user.token"`. */
export function describeField({ path, node, file }: Field): string {
  const place = formatPosition(file.origin, file.lines.positionOf(node?.range?.[0] ?? 0))
  return `${place}: ${path === '' ? 'the kubeconfig' : `"${path}"`}`
}

/** A field of a map; undefined when it is absent or empty. */
export function fieldAt(at: Field, key: string): Field | undefined {
  if (at.node === undefined) return undefined
  if (!isMap(at.node)) throw fieldError(at, 'is not a map')
  const node = at.node.get(key, true) as Node | undefined
  const path = at.path === '' ? key : `${at.path}.${key}`
  if (node === undefined || (isScalar(node) && node.value === null)) return undefined
  if (isAlias(node)) throw fieldError({ path, node, file: at.file }, 'is an alias: write the value out')
  return { path, node, file: at.file }
}

/** A text; an empty one counts as absent, as kubectl has it. */
export function textAt(at: Field, key: string): string | undefined {
  const field = fieldAt(at, key)
  if (field === undefined) return undefined
  if (!isScalar(field.node)) throw fieldError(field, 'is not a text')
  const { value } = field.node
  if (typeof value !== 'string') {
    throw fieldError(field, `is read as a ${typeof value} by YAML: put it in quotes`)
  }
  return value === '' ? undefined : value
}

export function flagAt(at: Field, key: string): boolean {
  const field = fieldAt(at, key)
  if (field === undefined) return false
  const value = isScalar(field.node) ? field.node.value : undefined
  if (typeof value !== 'boolean') throw fieldError(field, 'is neither true nor false')
  return value
}

/** The items of a list; none when it is absent. */
export function itemsAt(at: Field, key: string): readonly Field[] {
  const list = fieldAt(at, key)
  if (list === undefined) return []
  if (!isSeq<Node>(list.node)) throw fieldError(list, 'is not a list')
  return list.node.items.map((node, index) => ({ path: `${list.path}[${index}]`, node, file: at.file }))
}
