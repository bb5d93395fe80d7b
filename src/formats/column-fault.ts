import { UsageError } from '../errors.js'

/** A column that the schema lacks, or whose type has no exact form in the schema's; or one value that has none. */
export class ColumnFault extends UsageError {
  constructor(
    readonly kind: 'unknown' | 'type' | 'value',
    readonly column: string,
    message: string,
    options: { fix?: string; cause?: unknown } = {},
  ) {
    super(message, options)
  }
}

export const unknownColumn = (name: string): ColumnFault =>
  new ColumnFault('unknown', name, `the column "${name}" is not in the schema.`, {
    fix: 'Declare it in the schema or leave it out.',
  })
