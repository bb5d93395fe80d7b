/** What a `path` of the standard is: an address, which is never followed, or a file of the package. */
export type Address =
  | { readonly kind: 'remote' }
  | { readonly kind: 'file' }
  | { readonly kind: 'wrong'; readonly why: string }

/**
 * Judges a "URL or Path". A path is relative, stays in the folder, and leads through no hidden folder; nothing else is
 * said of it here, not even whether the file is there.
 */
export function addressOf(path: string): Address {
  if (/^(?:http|ftp)s?:\/\//.test(path)) {
    return URL.canParse(path) ? { kind: 'remote' } : wrong('is no address that can be parsed')
  }
  const fault = faults.find(([pattern]) => pattern.test(path))
  return fault === undefined ? { kind: 'file' } : wrong(fault[1])
}

const wrong = (why: string): Address => ({ kind: 'wrong', why })

const faults: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'is empty'],
  [/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/|^file:/i, 'has a scheme that is not allowed'],
  [/:\/\//, 'has a scheme that is not allowed'],
  [/^\/|^[a-zA-Z]:[\\/]/, 'is absolute'],
  [/\\/, 'has a backslash'],
  [/(?:^|\/)\.\.(?:\/|$)/, 'leads to a parent folder'],
  [/^~/, 'begins with a tilde'],
  [/^\.|\/\.[^/]*\//, 'begins with a dot or leads through a hidden folder'],
  [/[\x00-\x1f\x7f]/, 'has a control character'],
  [/\/$/, 'names a folder'],
]
