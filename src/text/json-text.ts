/** JSON on one line of every program, with nothing in it that a terminal or a build server would obey. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=#(?:\[|vso\[|teamcity\[))/gi,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
