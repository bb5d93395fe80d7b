/** CRC-32 of what a page holds, as gzip has it and with a sign, for who reads without Node too. */
export function checksumOf(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) crc = (crc >>> 8) ^ remainders[(crc ^ byte) & 0xff]!
  return ~crc
}

/** Of each byte, divided by the polynomial. */
const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
