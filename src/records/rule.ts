import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'

export interface RuleContext {
  readonly schema: RecordSchema
  /** The field that the rule fills. */
  readonly field: Field
  /** What the schema says beside the rule's name: `{"rule": "count@1", "of": "/blocks"}` gives `{of: "/blocks"}`. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Computes a derived field from the rest of the record; the schema names it as `x-derive: "name@version"`. */
export interface Rule {
  readonly name: string
  readonly version: number
  compute(record: JsonObject, context: RuleContext): Json
}

/** What a rule read out of the text, and why it may be believed. */
export interface Inference {
  readonly value: Json
  readonly basis: 'source' | 'rule' | 'absent_in_source' | 'unknown' | 'not_applicable'
  readonly note: string | null
}

/** Fills a field that nobody stated; the schema names it as `x-infer`. `hints` are a curator's corrections of the rule. */
export interface InferRule {
  readonly name: string
  readonly version: number
  infer(record: JsonObject, context: RuleContext, hints: Readonly<Record<string, string>>): Inference
  /** Keys of `hints` that the rule cannot follow in this record. */
  strayHints?(
    record: JsonObject,
    context: RuleContext,
    hints: Readonly<Record<string, string>>,
  ): readonly string[]
}
