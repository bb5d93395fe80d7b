import { shown, withArticle } from '../text/shown.js'
import { error, info, type Severity } from './entry.js'

const severityNames: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/** How lints are chosen, and warnings accepted. */
export const lintChoices = {
  'lint/unknown': error(
    (a: { code: string; meant: string | undefined; isAccepted: boolean }) =>
      `\`${a.code}\` is no ${a.isAccepted ? 'warning' : 'lint'}.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Take a code from docs/problems.md.' : `Write \`${a.meant}\`.`),
  ),
  'lint/not-acceptable': error(
    (a: { code: string; severity: Severity }) =>
      `\`${a.code}\` is ${withArticle(severityNames[a.severity])}, and only warnings are accepted.`,
    a => (a.severity === 'error' ? 'Mend what it says.' : 'Delete it: a note stops nothing.'),
  ),
  'lint/unused-acceptance': info(
    (a: { code: string; id: string | undefined }) =>
      `there is no warning \`${a.code}\` ${a.id === undefined ? 'to accept' : `in ${shown(a.id)}`}.`,
    () => 'Delete it, or correct the code.',
  ),
}
