import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { citationLicenses } from '../src/release/metadata/citation-licenses.js'
import { describeLanguage } from '../src/release/metadata/languages.js'
import {
  citationLicense,
  licenseAddress,
  licenseChoices,
  licensesNamed,
  packageLicenses,
} from '../src/release/metadata/licenses.js'

describe('a licence expression', () => {
  it.each([
    ['CC-BY-4.0', ['CC-BY-4.0']],
    ['MIT OR Apache-2.0', ['MIT', 'Apache-2.0']],
    ['(MIT OR Apache-2.0) OR MIT', ['MIT', 'Apache-2.0']],
    ['GPL-2.0', ['GPL-2.0']],
    ['GPL-2.0+', ['GPL-2.0-or-later']],
    ['Apache-2.0+', []],
    ['MIT AND Apache-2.0', []],
    ['MIT OR (Apache-2.0 AND 0BSD)', []],
    ['GPL-2.0-only WITH Classpath-exception-2.0', []],
    ['MIT OR LicenseRef-ours', []],
    ['LicenseRef-ours', []],
    ['DocumentRef-a:LicenseRef-b', []],
    ['NOASSERTION', []],
    ['NONE', []],
    ['no expression', []],
  ])('%s leaves the choice among %j', (expression, choices) => {
    expect(licenseChoices(expression)).toEqual(choices)
  })

  it('names licences whatever it says of them', () => {
    expect(
      licensesNamed('MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR LicenseRef-x) AND MIT'),
    ).toEqual(['MIT', 'GPL-2.0-only'])
    expect(licensesNamed('NOASSERTION')).toEqual([])
  })

  it('is a list of licences in a Data Package, by the names of the Open Definition', () => {
    expect(packageLicenses('PDDL-1.0')).toEqual([
      { name: 'ODC-PDDL-1.0', path: licenseAddress('PDDL-1.0'), title: 'PDDL-1.0' },
    ])
    expect(packageLicenses('MIT OR Apache-2.0')).toMatchObject([{ name: 'MIT' }, { name: 'Apache-2.0' }])
    expect(packageLicenses('MIT AND 0BSD')).toEqual([{ path: 'LICENSE', title: 'MIT AND 0BSD' }])
    expect(packageLicenses('LicenseRef-ours')).toEqual([{ path: 'LICENSE', title: 'LicenseRef-ours' }])
    expect([packageLicenses('NOASSERTION'), packageLicenses('NONE')]).toEqual([undefined, undefined])
  })

  it('is what Citation File Format can say of it, or nothing', () => {
    expect(citationLicense('CC0-1.0')).toEqual({ license: 'CC0-1.0' })
    expect(citationLicense('MIT OR Apache-2.0')).toEqual({ license: ['MIT', 'Apache-2.0'] })
    expect(citationLicense('CDLA-Permissive-2.0')).toEqual({
      'license-url': 'https://spdx.org/licenses/CDLA-Permissive-2.0.html',
    })
    const unsaid = ['MIT OR CDLA-Permissive-2.0', 'MIT AND 0BSD', 'LicenseRef-x', 'NOASSERTION', 'NONE']
    expect(unsaid.map(citationLicense)).toEqual(unsaid.map(() => ({})))
  })
})

const published = new URL('../../shared/standards/cff-schema.json', import.meta.url)

it.skipIf(!existsSync(published))('the licences of Citation File Format are those of its schema', () => {
  const { definitions } = JSON.parse(readFileSync(published, 'utf8'))
  expect([...citationLicenses].sort()).toEqual([...definitions['license-enum'].enum].sort())
})

describe('a language', () => {
  it.each([
    ['ar', 'Arabic', 'ara'],
    ['el', 'Greek', 'ell'],
    ['ar-SY', 'Arabic (SY)', undefined],
    ['zh-Hant-TW', 'Chinese (Hant-TW)', undefined],
    ['apc', 'apc', 'apc'],
    ['x-ours', 'x-ours', undefined],
    ['qaa-Arab', 'qaa-Arab', undefined],
  ])('%s is %s', (tag, name, iso3) => {
    expect(describeLanguage(tag)).toEqual({ tag, name, iso3 })
  })
})
