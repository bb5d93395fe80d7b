import { ownFormats } from '../schema/formats.js'

/** The SPDX expression of a licence that is stated as one, or by its address at Creative Commons; undefined for other words. */
export function licenseOf(text: string): string | undefined {
  const [, kind = '', version = '', port = ''] =
    /^https?:\/\/(?:www\.)?creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)(?:\/([a-z]{2,3})?)?(?:\/?(?:deed|legalcode)[^/]*)?\/?$/i.exec(
      text.trim(),
    ) ?? []
  const name = kind.toLowerCase()
  const ported = port === '' ? '' : `-${port.toUpperCase()}`
  const wanted =
    name === ''
      ? text.trim()
      : name === 'zero'
        ? `CC0-${version}`
        : `CC-${name.toUpperCase()}-${version}${ported}`
  const isLicense = ownFormats['spdx-expression']?.(wanted) === true
  return isLicense ? wanted : undefined
}
