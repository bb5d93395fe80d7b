import { formatCheck } from '../schema/formats.js'
import type { Json } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { addressOf } from './address.js'
import {
  advised,
  all,
  count,
  either,
  expects,
  isList,
  isText,
  listOf,
  object,
  objectWith,
  oneOf,
  type Rule,
  text,
  textThat,
} from './rules.js'
import type { Version } from './version.js'

const ofFormat = (name: string, expected: string): Rule => {
  const check = formatCheck(name)
  return textThat(value => check?.(value) !== false, expected)
}

const email = ofFormat('email', 'an address of e-mail')
const uri = ofFormat('uri', 'an absolute address')
const moment = ofFormat(
  'date-time',
  'a date with a time and an offset (RFC 3339), such as 2024-01-31T12:00:00Z',
)
const location = textThat(
  path => addressOf(path).kind !== 'wrong',
  'an http, https, ftp or ftps address, or a relative path without a leading dot, "..", backslash or scheme',
)

const NAME = /^[-a-z0-9._/]+$/
const simpleName = textThat(
  name => NAME.test(name),
  'lower-case letters, digits, dots, hyphens, underscores and slashes only',
)
const nameFor = (version: Version): Rule =>
  version === 'v2' ? all(text, textAdvised(simpleName)) : simpleName
const textAdvised =
  (rule: Rule): Rule =>
  (value, pointer) =>
    isText(value) ? advised(rule)(value, pointer) : []

const license = all(
  objectWith({
    name: textThat(
      name => /^[-a-zA-Z0-9._]+$/.test(name),
      'the identifier of a licence: letters, digits, dots, hyphens and underscores',
    ),
    path: location,
    title: text,
  }),
  expects(
    value => !isJsonObject(value) || Object.hasOwn(value, 'name') || Object.hasOwn(value, 'path'),
    'one with a `name` or a `path`',
  ),
)
const licenses = listOf(license, { least: 1 })

const sourcesFor = (version: Version): Rule =>
  listOf(
    objectWith(
      { title: text, path: location, email, version: text },
      version === 'v1' ? { required: ['title'] } : { least: 1 },
    ),
  )

const roles = ['publisher', 'author', 'maintainer', 'wrangler', 'contributor']

const contributorsFor = (version: Version): Rule =>
  listOf(
    objectWith(
      {
        title: text,
        path: location,
        email,
        givenName: text,
        familyName: text,
        organization: text,
        organisation: text,
        role: version === 'v1' ? oneOf(roles) : text,
        roles: listOf(text, { least: 1 }),
      },
      version === 'v1' ? { required: ['title'] } : { least: 1 },
    ),
    { least: 1 },
  )

/** Profiles that version 1 names by a word. */
const packageProfiles = ['data-package', 'tabular-data-package', 'fiscal-data-package']
const resourceProfiles = ['data-resource', 'tabular-data-resource']
const profileAmong = (names: readonly string[]): Rule =>
  textThat(name => names.includes(name) || URL.canParse(name), `an address, or one of ${names.join(', ')}`)

/** What the standard says of a package, its resources aside. */
export const packageRulesFor = (version: Version): Rule =>
  objectWith(
    {
      $schema: text,
      profile: profileAmong(packageProfiles),
      name: nameFor(version),
      id: text,
      title: text,
      description: text,
      homepage: uri,
      version: text,
      created: moment,
      keywords: listOf(text, { least: 1 }),
      image: location,
      licenses,
      contributors: contributorsFor(version),
      sources: sourcesFor(version),
      resources: listOf(object, { least: 1 }),
    },
    { required: ['resources'] },
  )

const isHash = (hash: string): boolean => hash === '' || /^([^:]+:)?[a-fA-F0-9]+$/.test(hash)
const isOfMd5Length = (hash: string): boolean => hash.includes(':') || hash === '' || hash.length === 32

const inlineData = expects(
  value => (typeof value === 'object' && value !== null ? true : isText(value)),
  'a list, an object, or a string whose form `format` or `mediatype` says',
)

/** Paths are judged one by one, by `package/path`. */
const paths: Rule = (value: Json, pointer) =>
  isList(value) ? listOf(text, { least: 1 })(value, pointer) : text(value, pointer)

/** What the standard says of a resource, its dialect and schema aside. */
export const resourceRulesFor = (version: Version): Rule =>
  objectWith(
    {
      $schema: text,
      profile: profileAmong(resourceProfiles),
      name: nameFor(version),
      path: paths,
      data: inlineData,
      type: oneOf(['table']),
      title: text,
      description: text,
      homepage: uri,
      format: text,
      mediatype: textThat(value => /^.+\/.+$/.test(value), 'a media type, such as text/csv'),
      encoding: text,
      bytes: count,
      hash: all(
        textThat(isHash, 'hexadecimal digits, with the algorithm and a colon before them unless it is MD5'),
        expects(
          value => !isText(value) || !isHash(value) || isOfMd5Length(value),
          'the 32 digits of an MD5 hash, or the algorithm and a colon before the digits',
        ),
      ),
      licenses,
      sources: sourcesFor(version),
      dialect: either(text, object),
      schema: either(text, object),
    },
    { required: ['name'] },
  )
