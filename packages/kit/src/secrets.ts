import * as core from '@actions/core'

import { markdownText } from '@gitops-actions/core'

export interface Secrets {
  /**
   * Hides a secret, and the forms in which it travels, from the log of this step and every later one. To be called before
   * the first use. `user` is the name that goes with it in Basic authentication. Returns the secret.
   */
  mask(secret: string, user?: string): string
  /** The text with every known secret, in any of its forms, replaced by `***`. */
  redact(text: string): string
}

/** The secrets of a run. `announce` tells the runner: the command `add-mask`. */
export function createSecrets(announce: (secret: string) => void = core.setSecret): Secrets {
  const known = new Set<string>()
  return {
    mask(secret, user) {
      for (const form of formsOf(secret, user)) {
        if (known.has(form)) continue
        known.add(form)
        announce(form)
      }
      return secret
    },
    redact(text) {
      // Longest first: a short secret inside a long one would leave the rest of that one visible.
      const byLength = [...known].sort((a, b) => b.length - a.length)
      const whole = byLength.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text)
      return byLength.reduce(redactBeginning, whole)
    },
  }
}

const HIDDEN = '***'
/** Characters of a secret by which its beginning is known: fewer would be found in ordinary words. */
const BEGINNING = 12

/** Texts of others are cut before they come here, also in the midst of a secret: what is left of it is one as well. */
function redactBeginning(text: string, secret: string): string {
  if (secret.length <= BEGINNING || secret.startsWith('-----')) return text
  const beginning = secret.slice(0, BEGINNING)
  let [clean, rest] = ['', text]
  for (let at = rest.indexOf(beginning); at >= 0; at = rest.indexOf(beginning)) {
    let end = BEGINNING
    while (end < secret.length && rest[at + end] === secret[end]) end += 1
    clean += rest.slice(0, at) + HIDDEN
    rest = rest.slice(at + end)
  }
  return clean + rest
}

/** GitHub takes any user name with a token; this is the one its own tools send. */
const TOKEN_USER = 'x-access-token'

function formsOf(secret: string, user: string | undefined): string[] {
  const trimmed = secret.trim()
  if (trimmed === '') return []
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim())
  const pairs = [TOKEN_USER, ...(user === undefined ? [] : [user])].map((name) => `${name}:${trimmed}`)
  const encoded = [...pairs, trimmed].flatMap((value) => [
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ])
  const written = [trimmed, encodeURIComponent(trimmed), JSON.stringify(trimmed).slice(1, -1)]
  // Lines of a key, but not its armour or a lone brace: those would blot out ordinary log lines.
  const parts = lines.filter((line) => line.length >= 8 && !line.startsWith('-----'))
  const plain = [...written, ...encoded, ...parts]
  // Reasons stand in summaries as Markdown that was made inert: there a secret is spelled in entities.
  return [...new Set([...plain, ...plain.map(markdownText)])]
}
