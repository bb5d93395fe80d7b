import { createHash, getHashes } from 'node:crypto'

/** A checksum algorithm of a manifest. */
export interface Algorithm {
  /** As BagIt spells it: lower-case letters and digits. */
  readonly name: string
  /** As node:crypto has it; null where the platform does not. */
  readonly hash: string | null
  /** Hex digits of its checksums; 0 where it is not known. */
  readonly digits: number
}

/** How OpenSSL spells what BagIt (RFC 8493 §2.4) strips of its hyphens and slashes. */
const spelled: Readonly<Record<string, string>> = {
  sha3224: 'sha3-224',
  sha3256: 'sha3-256',
  sha3384: 'sha3-384',
  sha3512: 'sha3-512',
  sha512224: 'sha512-224',
  sha512256: 'sha512-256',
  rmd160: 'ripemd160',
  sm3: 'sm3',
  blake2b: 'blake2b512',
  blake2b512: 'blake2b512',
  blake2s: 'blake2s256',
  blake2s256: 'blake2s256',
}
const plain = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'ripemd160', 'whirlpool']

/** The algorithm that a manifest is named after: `manifest-SHA-256.txt` is of sha256. */
export function algorithmOf(given: string): Algorithm {
  const name = given.toLowerCase().replace(/[^a-z0-9]/g, '')
  const hash = Object.hasOwn(spelled, name) ? spelled[name] : plain.find(known => known === name)
  if (hash === undefined || !getHashes().includes(hash)) return { name, hash: null, digits: 0 }
  try {
    return { name, hash, digits: createHash(hash).digest('hex').length }
  } catch {
    // Listed, but turned off (FIPS, or OpenSSL's legacy provider): as good as unknown.
    return { name, hash: null, digits: 0 }
  }
}
