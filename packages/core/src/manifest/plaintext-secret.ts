import { isMap, isSeq } from 'yaml'
import type { RepositoryFile } from '../ports/environment-repository.ts'
import { openManifest } from './document.ts'
import { childrenOf, type Cursor, fieldOf, rootOf, textOf } from './tree.ts'
import { isTemplate } from './template.ts'

const SECRET = /\bSecret\b/

/**
 * Where a file holds a Kubernetes Secret whose values anybody can read: `file:line:column`; undefined when it has
 * none. Values that SOPS encrypted, and templates that another program fills in, are no secrets yet.
 * @throws ActionError as `ManifestDocument.root`
 */
export function findPlaintextSecret(file: RepositoryFile): string | undefined {
  if (file.text === undefined || !SECRET.test(file.text)) return undefined
  for (const document of openManifest(file).documents) {
    if (!SECRET.test(document.text)) continue
    const value = readableValue(rootOf(document))
    if (value !== undefined) return document.locate(value.node?.range?.[0] ?? 0)
  }
  return undefined
}

function readableValue(at: Cursor): Cursor | undefined {
  if (fieldOf(at, 'sops') !== undefined) return undefined
  const kind = textOf(fieldOf(at, 'kind'))
  if (kind === 'Secret') return valuesOf(at).find(isReadable)
  const items = fieldOf(at, 'items')
  if (kind?.endsWith('List') !== true || !isSeq(items?.node)) return undefined
  for (const item of childrenOf(items)) {
    const value = readableValue(item)
    if (value !== undefined) return value
  }
  return undefined
}

function valuesOf(secret: Cursor): readonly Cursor[] {
  return ['data', 'stringData'].flatMap((key) => {
    const field = fieldOf(secret, key)
    return field !== undefined && isMap(field.node) ? childrenOf(field) : []
  })
}

function isReadable(value: Cursor): boolean {
  const text = textOf(value)
  return text !== undefined && text !== '' && !text.startsWith('ENC[') && !isTemplate(text)
}
