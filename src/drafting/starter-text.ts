import type { SchemaObject } from '../schema/keywords.js'

/** The schema of a corpus of raw texts: each a file, with a sidecar that says what is known of it. */
export const textSchema = (title: string): SchemaObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $comment:
    'One record for each text. Add what you know of your texts as further properties; sidecars then may state them.',
  title,
  type: 'object',
  additionalProperties: false,
  required: ['id', 'language', 'title', 'authors', 'published', 'url', 'text', 'words', 'sha256'],
  properties: {
    id: {
      description: "Name of the text's file.",
      type: 'string',
      minLength: 1,
      maxLength: 200,
      'x-key': true,
    },
    language: {
      description: 'Language of the text, a BCP 47 tag such as ar or en.',
      type: ['string', 'null'],
      format: 'language-tag',
      'x-role': 'language',
    },
    title: {
      description: 'Title of the text, where it has one.',
      type: ['string', 'null'],
      minLength: 1,
      'x-role': 'title',
    },
    authors: {
      description: 'Who wrote it; null where that is not known.',
      type: ['array', 'null'],
      items: { type: 'string', minLength: 1 },
      'x-role': 'authors',
    },
    published: {
      description: 'When it was published: a year, a month or a day.',
      type: ['string', 'null'],
      format: 'partial-date',
      'x-role': 'published',
    },
    url: {
      description: 'Where it was published.',
      type: ['string', 'null'],
      format: 'http-url',
      'x-role': 'url',
    },
    text: { description: 'The text, as it stands in its file.', type: 'string', 'x-text': true },
    words: { description: 'Words of the text.', type: 'integer', 'x-derive': 'word-count@1' },
    sha256: {
      description: 'SHA-256 of the file.',
      type: 'string',
      'x-derive': 'sha256@1',
      'x-role': 'sha256',
    },
  },
})

export const firstText = `This text is here so that there is something to export. It was written for this purpose, it is about nothing, and nobody will
miss it. Put your own texts beside it with the command add, which makes a sidecar for each of them to fill in, and then remove this
one together with its sidecar.
`

export const firstSidecar = `# What is known of the text beside this file. Keys are the properties of the record schema.
language: en
title: A first text
notes: Made up. Remove it once there are others.
`
