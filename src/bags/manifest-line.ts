/** One line of a manifest, as it is written: nothing is said yet of whether its path may stand there. */
export interface ManifestLine {
  /** Lower-case hex, of any length. */
  readonly checksum: string
  /** Without md5sum's asterisk; percent signs as they stand. */
  readonly written: string
  readonly asterisk: boolean
}

/** Null for a line that is no checksum and path (RFC 8493 §2.1.3). */
export function parseManifestLine(line: string): ManifestLine | null {
  const match = /^([0-9A-Fa-f]+)[ \t]+(\*?)(.+)$/s.exec(line)
  if (match?.[1] === undefined || match[3] === undefined) return null
  return { checksum: match[1].toLowerCase(), written: match[3], asterisk: match[2] === '*' }
}

/** "Those characters (and only those)": LF, CR and the percent sign. */
export function encodePath(path: string): string {
  return path.replace(/[\n\r%]/g, character => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

/** The inverse of encodePath. The drafts before 1.0 encode line breaks only: `percent` is false for those. */
export function decodePath(path: string, percent = true): string {
  const encoded = percent ? /%(0A|0D|25)/gi : /%(0A|0D)/gi
  return path.includes('%')
    ? path.replace(encoded, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : path
}
