/** Data that is not packed as it should be, is damaged, or would never end. What was unpacked before has been handed on. */
export class UnpackFault extends Error {
  override readonly name = 'UnpackFault'
  constructor(
    readonly kind: 'damaged' | 'bomb',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
