import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { isInside, leadsTo } from '../paths/containment.ts'
import { describeField, type Field, fieldAt, fieldError, textAt } from './kubeconfig-field.ts'

/** A certificate, key or token: given, or the path of a file inside the directory of its kubeconfig. */
export type Material =
  | { readonly kind: 'text'; readonly text: string }
  /** `named`: where it is named, for messages. */
  | { readonly kind: 'file'; readonly path: string; readonly directory: string; readonly named: string }

/**
 * Reads the pair `<key>-data` (base64, which wins) and `<key>` (a path); `file`: the path alone.
 *
 * A kubeconfig names files, and what is in them is sent to the server that the same kubeconfig names: one from a hostile place
 * would have any file of the runner. So a file must lie beside it, and a kubeconfig that is no file names none.
 * @throws ActionError `invalid-kubeconfig`
 */
export function materialAt(
  at: Field,
  key: string,
  directory: string | undefined,
  form: 'pair' | 'file' = 'pair',
): Material | undefined {
  const data = form === 'file' ? undefined : fieldAt(at, `${key}-data`)
  const encoded = data === undefined ? undefined : textAt(at, `${key}-data`)
  if (data !== undefined && encoded !== undefined) return { kind: 'text', text: decode(encoded, data) }
  const field = fieldAt(at, key)
  const path = field === undefined ? undefined : textAt(at, key)
  if (field === undefined || path === undefined) return undefined
  if (directory === undefined) {
    throw fieldError(
      field,
      'names a file, and this kubeconfig is not one itself: write it with "kubectl config view --raw --flatten --minify"',
    )
  }
  const absolute = isAbsolute(path) ? path : join(directory, path)
  const named = describeField(field)
  if (!isInside(absolute, directory)) throw outside(named)
  return { kind: 'file', path: absolute, directory, named }
}

/** The text itself. @throws ActionError `invalid-kubeconfig` when its file cannot be read, or leads elsewhere */
export async function readMaterial(material: Material): Promise<string> {
  if (material.kind === 'text') return material.text
  const { path, directory, named } = material
  const [real, home] = await Promise.all([leadsTo(path), leadsTo(directory)])
  if (!isInside(real, home)) throw outside(named)
  const text = await readFile(real, 'utf8').catch((cause: unknown) => {
    throw invalid(`${named} names a file that cannot be read (${messageOf(cause)}).`, cause)
  })
  if (text.trim() === '') throw invalid(`${named} names a file that is empty.`)
  return text
}

function decode(encoded: string, at: Field): string {
  const compact = encoded.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw fieldError(at, 'is not base64')
  return Buffer.from(compact, 'base64').toString('utf8')
}

function outside(named: string): ActionError {
  return invalid(
    `${named} names a file outside of the directory of the kubeconfig: what is in it would be sent to the server that the kubeconfig names. Write it with "kubectl config view --raw --flatten --minify".`,
  )
}

function invalid(sentence: string, cause?: unknown): ActionError {
  return new ActionError('invalid-kubeconfig', sentence, { cause })
}
