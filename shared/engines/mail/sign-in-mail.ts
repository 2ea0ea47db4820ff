import type { Role } from '../../model/role.ts'
import { personasHtml } from './personas-html.ts'
import type { Mail } from './personas-ready.ts'
import { personasText } from './personas-text.ts'

export interface SignInNews {
  /** `invited` by an owner, or `asked` for at the sign-in page. */
  reason: 'invited' | 'asked'
  account_name: string
  role: Role
  /** Signs in once. */
  link: string
}

const rights: Record<Role, string> = {
  viewer: 'You can look at everything, and change nothing.',
  editor: 'You can look at everything, and change it.',
  owner: 'You can do everything, also manage keys and members.',
}

/** The mail with a link that signs in to the dashboard: the same as text and as HTML. */
export function signInMail({ reason, account_name, role, link }: SignInNews): Mail {
  // A line break in a name would start a new header of the mail.
  const account = account_name.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  const invited = reason === 'invited'
  const subject = invited ? `You are invited to ${account} on Moira` : `Sign in to ${account} on Moira`
  const story = {
    subject,
    headline: subject,
    lead: invited ? `Look at the personas of ${account}. ${rights[role]}` : 'You asked for a link that signs in.',
    changes: [
      invited
        ? 'The link works once, within seven days. Later, ask for another at the sign-in page with this address.'
        : 'The link works once, within ten minutes.',
    ],
    personas: [],
    link,
    button: 'Sign in',
    footer: invited
      ? 'An owner of the account invited this address. If you do not know why, do nothing: nobody gets in without the link.'
      : 'If you did not ask for it, do nothing: nobody gets in without the link.',
  }
  return { subject, text: personasText(story), html: personasHtml(story), images: [] }
}
