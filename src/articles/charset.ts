/** Browsers look no further. */
const HEAD = 4096

/** The encoding that a page says it is in, as it is spelled; undefined where it says none. */
export function statedCharset(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, HEAD)
  const found =
    /<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head) ??
    /^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{2,40})["']/i.exec(head)
  return found?.[1]
}
