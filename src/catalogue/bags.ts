import { shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, graded, warning } from './entry.js'

const named = (path: string): string => `"${visible(path)}"`

const outside = {
  absolute: 'is absolute',
  home: 'begins with a tilde, which some programs take for a home folder',
  drive: 'begins with a drive letter',
  parent: 'leads out of the bag',
  variable: 'begins with a variable of the system',
  backslash: 'has backslashes, which separate folders on some systems',
}
export type OutsideReason = keyof typeof outside

const styles = {
  asterisk: 'an asterisk stands before the path, as md5sum writes it',
  'dot-slash': 'the path begins with "./"',
  roundabout: 'the path takes a detour (".", ".." or "//")',
}
export type ManifestStyle = keyof typeof styles

/** Bags (BagIt 0.93 to 1.0) that somebody sends or keeps. `strict`: the rules of 1.0 apply. */
export const bags = {
  // The declaration and what a bag is made of
  'bag/no-declaration': error(
    () => 'there is no bagit.txt, so this is no bag.',
    () => 'Name the folder that holds bagit.txt.',
  ),
  'bag/declaration': graded(
    (a: { found: string; expected: string; harmless: boolean }) => (a.harmless ? 'warning' : 'error'),
    a => `the declaration has ${a.found}, expected ${a.expected}.`,
    () => 'Write the two lines of bagit.txt as the standard has them.',
  ),
  'bag/version': error(
    (a: { version: string }) =>
      `the version of BagIt is ${shown(a.version)}, expected 0.93, 0.94, 0.95, 0.96, 0.97 or 1.0.`,
    () => 'Correct the version; the bag was checked by the rules of 1.0.',
  ),
  'bag/encoding': graded(
    (a: { encoding: string; known: boolean }) => (a.known ? 'warning' : 'error'),
    a =>
      a.known
        ? `the tag files are in ${visible(a.encoding)}, expected UTF-8.`
        : `there is no encoding ${shown(a.encoding)} that tag files can be read in.`,
    a =>
      a.known
        ? 'Make the bag again with tag files in UTF-8.'
        : 'Name the encoding of the tag files as IANA does.',
  ),
  'bag/bom': graded(
    (a: { declaration: boolean }) => (a.declaration ? 'error' : 'warning'),
    () => 'a byte order mark (U+FEFF) stands at the start, which has no place in UTF-8 tag files.',
    () => 'Save the file without it, and correct its checksum in the tag manifests.',
  ),
  'bag/undecodable': error(
    (a: { encoding: string }) => `the line is not ${visible(a.encoding)}, which bagit.txt says it is.`,
    () => 'Convert the file to that encoding, or correct bagit.txt.',
  ),
  'bag/line-too-long': error(
    (a: { limit: number }) => `the line is longer than ${a.limit} bytes.`,
    () => 'Check that the lines end with a line feed.',
  ),
  'bag/too-many-lines': error(
    (a: { limit: number }) => `the manifests have more than ${a.limit} lines; what follows is not read.`,
    () => 'Split the bag.',
  ),
  'bag/no-payload-folder': error(
    () => 'there is no folder data/.',
    () => 'Restore the folder, or create an empty one if the bag has no payload.',
  ),
  'bag/no-manifest': error(
    () => 'there is no payload manifest such as manifest-sha512.txt.',
    () => 'Restore the manifest.',
  ),
  'bag/algorithm': error(
    (a: { algorithm: string }) =>
      `the checksums are by ${shown(a.algorithm)}, which is not known here, so they cannot be checked.`,
    () => 'Use sha512, sha256, sha1 or md5.',
  ),
  'bag/algorithm-name': graded(
    (a: { strict: boolean; name: string; expected: string }) => (a.strict ? 'error' : 'warning'),
    a =>
      `the algorithm is named ${shown(a.name)}, expected "${a.expected}": lower-case letters and digits only.`,
    () => 'Rename the manifest, and correct its name in the tag manifests.',
  ),

  // Lines of manifests
  'bag/manifest-line': error(
    (a: { text: string }) => `the line is ${shown(a.text)}, expected a checksum in hex, spaces and a path.`,
    () => 'Correct the line, or make the manifest again.',
  ),
  'bag/manifest-style': warning(
    (a: { style: ManifestStyle }) => `${styles[a.style]}, which not every program reads.`,
    () => 'Make the manifest again with a program for bags.',
  ),
  'bag/percent': graded(
    (a: { strict: boolean; path: string }) => (a.strict ? 'error' : 'warning'),
    a =>
      a.strict
        ? `the path ${named(a.path)} has a percent sign that is not written %25.`
        : `the path ${named(a.path)} stands for a file with a line break in its name, which this version does not encode.`,
    () => 'Write percent signs as %25, line feeds as %0A, carriage returns as %0D, and nothing else so.',
  ),
  'bag/checksum-form': error(
    (a: { algorithm: string; digits: number; expected: number }) =>
      `the checksum has ${a.digits} digits, expected the ${a.expected} of ${a.algorithm}.`,
    () => 'Correct the checksum, or name the manifest after its algorithm.',
  ),
  'bag/path-outside': error(
    (a: { path: string; reason: OutsideReason }) =>
      `the path ${named(a.path)} ${outside[a.reason]}, expected a path inside the bag.`,
    () => 'Write the path relative to the bag, with slashes; it was not opened.',
  ),
  'bag/not-payload': graded(
    (a: { strict: boolean; path: string }) => (a.strict ? 'error' : 'warning'),
    a => `the payload manifest lists ${named(a.path)}, which is not in data/.`,
    () => 'List it in a tag manifest.',
  ),
  'bag/not-tag-file': graded(
    (a: { strict: boolean; path: string; kind: 'payload' | 'manifest' }) => (a.strict ? 'error' : 'warning'),
    a =>
      `the tag manifest lists ${named(a.path)}, which is a ${a.kind === 'payload' ? 'payload file' : 'tag manifest'}.`,
    () => 'Delete the line.',
  ),
  'bag/manifest-unlisted': error(
    (a: { manifest: string }) => `the tag manifest does not list ${named(a.manifest)}, and has to.`,
    () => 'Make the tag manifest again.',
  ),
  'bag/listed-twice': graded(
    (a: { path: string; same: boolean; strict: boolean }) => (a.same && !a.strict ? 'warning' : 'error'),
    a =>
      `the path ${named(a.path)} is listed twice, with ${a.same ? 'one checksum' : 'different checksums'}.`,
    a => (a.same ? 'Delete one of the lines.' : 'Delete the line that is wrong.'),
  ),

  // Files
  'bag/missing': error(
    (a: { path: string; fetched: boolean; found?: 'folder' | undefined }) =>
      a.found === 'folder'
        ? `${named(a.path)} is a folder, expected a file.`
        : `there is no file ${named(a.path)}${a.fetched ? ', which fetch.txt says where to get: the bag is incomplete' : ''}.`,
    a => (a.fetched ? 'Fetch what fetch.txt lists, and check again.' : 'Restore the file.'),
  ),
  'bag/unlisted': error(
    () => 'no manifest lists this payload file.',
    () => 'Remove the file, or make the bag again.',
  ),
  'bag/not-in-every-manifest': error(
    (a: { manifest: string }) => `${named(a.manifest)} does not list this payload file, and others do.`,
    () => 'List the file in every payload manifest.',
  ),
  'bag/checksum': error(
    (a: { algorithm: string; found: string; expected: string }) =>
      `the ${a.algorithm} of the file is ${a.found}, expected ${a.expected}.`,
    () => 'Get the file again from where it is whole.',
  ),
  'bag/not-a-file': graded(
    (a: { kind: 'link' | 'special'; matters: boolean }) => (a.matters ? 'error' : 'warning'),
    a =>
      `this is ${a.kind === 'link' ? 'a symbolic link' : 'a pipe, a socket or a device'}, expected a file or a folder; it was not opened.`,
    () => 'Put a file in its place.',
  ),
  'bag/unreadable': error(
    (a: { reason: string }) => `this cannot be read: ${visible(a.reason)}.`,
    () => 'Allow it to be read, and check again.',
  ),
  'bag/empty-folder': warning(
    () => 'this folder is empty, which a bag cannot record.',
    () => 'Put an empty file such as .keep into it, or remove it.',
  ),

  // Names that do not travel
  'bag/normalization': warning(
    (a: { other: string; same: 'file' | 'names' }) =>
      a.same === 'file'
        ? `the path is another spelling (by Unicode normalization) of the file ${named(a.other)}.`
        : `this differs from ${named(a.other)} only by Unicode normalization.`,
    () => 'Spell names alike, best in NFC.',
  ),
  'bag/case': warning(
    (a: { other: string }) =>
      `this differs from ${named(a.other)} only by case, which some systems do not tell apart.`,
    () => 'Rename one of the two.',
  ),
  'bag/name': warning(
    (a: { why: 'system' | 'reserved' | 'characters' | 'not-utf8' }) =>
      ({
        system: 'the operating system makes files of this name by itself; it may be changed or not be meant.',
        reserved: 'Windows cannot have a file of this name.',
        characters: 'the name has characters that some systems do not allow.',
        'not-utf8': 'the name is not UTF-8.',
      })[a.why],
    () => 'Rename the file, or remove it, and make the bag again.',
  ),

  // fetch.txt
  'bag/fetch-line': error(
    (a: { text: string; fault: 'form' | 'url' | 'length' }) =>
      a.fault === 'form'
        ? `the line is ${shown(a.text)}, expected a URL, a length or "-", and a path.`
        : `${shown(a.text)} is no ${a.fault === 'url' ? 'absolute URL' : 'number of bytes, nor "-"'}.`,
    () => 'Correct the line.',
  ),
  'bag/fetch-unlisted': graded(
    (a: { path: string; manifest: string; strict: boolean }) => (a.strict ? 'error' : 'warning'),
    a =>
      `${named(a.path)} is to be fetched, but ${a.manifest === '' ? 'no payload manifest lists it' : `${named(a.manifest)} does not list it`}.`,
    () => 'List it with its checksum in every payload manifest.',
  ),
  'bag/fetch-not-payload': graded(
    (a: { path: string; strict: boolean }) => (a.strict ? 'error' : 'warning'),
    a => `${named(a.path)} is to be fetched, but is not in data/.`,
    () => 'Fetch payload files only.',
  ),
  'bag/fetch-twice': warning(
    (a: { path: string }) => `${named(a.path)} is to be fetched twice.`,
    () => 'Delete one of the lines.',
  ),
  'bag/fetch-length': warning(
    (a: { path: string; found: number; stated: string }) =>
      `${named(a.path)} has ${a.found} bytes, and fetch.txt says ${a.stated}.`,
    () => 'Correct the length.',
  ),

  // bag-info.txt
  'bag/info-line': graded(
    (a: { text: string; fault: 'form' | 'space'; strict: boolean }) =>
      a.fault === 'form' || a.strict ? 'error' : 'warning',
    a =>
      a.fault === 'form'
        ? `the line is ${shown(a.text)}, expected a label, a colon and a value, or more of a value after a space.`
        : `the line is ${shown(a.text)}, expected one space after the colon and none around the label.`,
    () => 'Correct the line, and its checksum in the tag manifests.',
  ),
  'bag/info-value': warning(
    (a: { label: string; value: string; expected: string }) =>
      `${a.label} is ${shown(a.value)}, expected ${a.expected}.`,
    () => 'Correct the value.',
  ),
  'bag/info-twice': graded(
    (a: { label: string; strict: boolean }) => (a.label === 'Payload-Oxum' && a.strict ? 'error' : 'warning'),
    a => `${a.label} stands more than once.`,
    () => 'Keep the one that is right.',
  ),
  'bag/oxum': error(
    (a: { stated: string; bytes: number; files: number }) =>
      `Payload-Oxum is ${shown(a.stated)}, expected "${a.bytes}.${a.files}": the bytes and the number of the payload files.`,
    () => 'Find what was lost or added; correct the value if nothing was.',
  ),
  'bag/more': graded(
    (a: { code: string; count: number; severity: 'error' | 'warning' }) => a.severity,
    a =>
      `${a.count} more ${a.count === 1 ? 'problem' : 'problems'} ${a.code} ${a.count === 1 ? 'was' : 'were'} found.`,
    () => 'Mend those that are listed, and check again.',
  ),
}
