/** The DOI in the address of a data set, where that is one: `10.1234/readings.2`. */
export function doiOf(url: string): string | undefined {
  return /^https?:\/\/(?:dx\.)?doi\.org\/(10\.\d{4,9}(?:\.\d+)?\/[A-Za-z0-9:/_;\-.()[\]\\]+)$/.exec(url)?.[1]
}
