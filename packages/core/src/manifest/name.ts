import { type ImageReference, readImageReference } from '../image/reference.ts'
import { isTemplate } from './template.ts'

/** The reference that a text is, or undefined when it is none; never throws. */
export function tryParseImage(text: string | undefined): ImageReference | undefined {
  return text === undefined || text === '' || text.length > 600 ? undefined : readImageReference(text)
}

/** The image that a reference with a template in its tag or digest speaks of: `ghcr.io/acme/api:{{ .Values.tag }}`. */
export function tryParseTemplatedImage(text: string): ImageReference | undefined {
  if (!isTemplate(text)) return undefined
  const literal = /^[^{$]*/.exec(text)?.[0] ?? ''
  return tryParseImage(literal.replace(/[@:][^/]*$/, ''))
}

/** Empty text is as good as absent. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
