let zstdLoaded: Promise<typeof import('@bokuweb/zstd-wasm')> | undefined

/** Once for all files: a second start would pull the memory from under the first. */
export function loadZstd(): Promise<typeof import('@bokuweb/zstd-wasm')> {
  zstdLoaded ??= import('@bokuweb/zstd-wasm').then(async zstd => {
    await zstd.init()
    return zstd
  })
  return zstdLoaded
}
