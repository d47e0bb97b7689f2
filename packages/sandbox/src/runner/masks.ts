/**
 * Replaces secrets by `***` as the runner's masker does: the value itself, each of its lines, and the forms it takes when
 * it is encoded on its way into a log.
 *
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs (its PowerShell forms are left out)
 */
export class SecretMasker {
  readonly #patterns = new Set<string>()

  add(secret: string): void {
    for (const value of [secret, ...secret.split(/[\r\n]+/)]) {
      if (value.trim() === '') continue
      for (const pattern of [value, ...encode(value)]) if (pattern !== '') this.#patterns.add(pattern)
    }
  }

  /** Overlapping finds are hidden behind one `***`. */
  mask(text: string): string {
    const ranges = this.#find(text)
    let masked = ''
    let at = 0
    for (const [start, end] of ranges) {
      masked += text.slice(at, start) + '***'
      at = end
    }
    return masked + text.slice(at)
  }

  #find(text: string): [start: number, end: number][] {
    const found: [number, number][] = []
    for (const pattern of this.#patterns) {
      for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1))
        found.push([at, at + pattern.length])
    }
    found.sort((a, b) => a[0] - b[0])
    const merged: [number, number][] = []
    for (const [start, end] of found) {
      const last = merged.at(-1)
      if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
      else merged.push([start, end])
    }
    return merged
  }
}

function encode(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [
    bytes.toString('base64'),
    // Behind a prefix (`user:secret`) base64 starts at one of three offsets.
    ...[1, 2].map((shift) => (bytes.length > shift ? bytes.subarray(shift) : bytes).toString('base64')),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    escapeUri(value),
    escapeXml(value),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
  ]
}

function escapeUri(value: string): string {
  // A lone surrogate cannot be encoded; Buffer turns it into U+FFFD, as .NET does.
  return encodeURIComponent(Buffer.from(value).toString()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function escapeXml(value: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  }
  return value.replace(/[&<>"']/g, (character) => names[character] ?? character)
}
