/** An address without scheme, fragment and last slash: what two spellings of one page share. */
export const bareAddress = (url: string): string => url.replace(/^https?:\/\/|#.*$/gi, '').replace(/\/$/, '')
