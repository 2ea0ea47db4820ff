import { signInMail } from '../../engines/mail/sign-in-mail.ts'
import { CustomerError, notFound } from '../../model/errors.ts'
import type { Role } from '../../model/role.ts'
import { MailRefused } from '../../ports/mail/mailer.ts'
import { type Account, getAccount } from '../../ports/store/accounts.ts'
import { changeMember, getMember, listMembers, type Member, putMember } from '../../ports/store/members.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { serve } from '../../verbs/serve.ts'
import { addressDigest, canonicalEmail } from '../accounts/address.ts'
import { newSignIn, signInAddress } from '../sessions/sign-in.ts'
import { memberOperations } from './contract.ts'

const mostMembers = 100
const invitationSeconds = 7 * 24 * 3600
/** Times that a change is decided anew because somebody wrote meanwhile. */
const tries = 5

const shown = ({ id, email, role, created_at, last_signed_in_at }: Member, mail_error?: string) => ({
  id,
  email,
  role,
  created_at,
  ...(last_signed_in_at && { last_signed_in_at }),
  ...(mail_error && { mail_error }),
})

/** The live account, which has the members of both modes. A key for tests must open nothing there. */
async function liveAccount({ table, account_id }: ApiContext): Promise<Account> {
  const account = await getAccount(table, account_id)
  if (account?.mode === 'live') return account
  throw new CustomerError('FORBIDDEN', 'members belong to the live account: ask in live mode')
}

/** People who sign in to the account with a browser: for owners only. */
export const members = serve(memberOperations, {
  async list(ctx) {
    const { id } = await liveAccount(ctx)
    const all = await listMembers(ctx.table, id)
    return all.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1)).map((member) => shown(member))
  },
  async create(ctx, { body }) {
    const account = await liveAccount(ctx)
    if ((await listMembers(ctx.table, account.id)).length >= mostMembers) {
      throw new CustomerError('MAX_RESOURCES_REACHED', `an account has at most ${mostMembers} members`)
    }
    const now = ctx.now()
    const email = canonicalEmail(body.email)
    const member: Member = {
      id: ctx.newId(),
      account_id: account.id,
      email,
      role: body.role,
      created_at: now.toISOString(),
    }
    if (!(await putMember(ctx.table, member, addressDigest(email)))) {
      throw new CustomerError('CONFLICT', 'a person with this e-mail address is a member already')
    }
    const of = { account_id: account.id, member_id: member.id }
    const token = await newSignIn(ctx.table, of, { now, seconds: invitationSeconds })
    const mail = signInMail({
      reason: 'invited',
      account_name: account.name,
      role: member.role,
      link: signInAddress(ctx.dashboardUrl, token),
    })
    try {
      await ctx.mailer.send(email, mail)
    } catch (error) {
      const why = error instanceof MailRefused ? error.message : 'the mail service did not answer'
      return shown(member, `The invitation was not sent: ${why}.`)
    }
    return shown(member)
  },
  async patch(ctx, { params: { id }, body: { role } }) {
    await change(ctx, id, role)
    return shown((await getMember(ctx.table, ctx.account_id, id))!)
  },
  remove: (ctx, { params: { id } }) => change(ctx, id, undefined),
})

/** Gives a role, or takes the member away; an account keeps at least one owner. */
async function change(ctx: ApiContext, id: string, role: Role | undefined): Promise<void> {
  for (let left = tries; left > 0; left--) {
    const account = await liveAccount(ctx)
    const all = await listMembers(ctx.table, account.id)
    const member = all.find((one) => one.id === id)
    if (!member) throw notFound('member', id)
    const others = all.filter((one) => one.role === 'owner' && one.id !== id)
    if (member.role === 'owner' && role !== 'owner' && others.length === 0) {
      throw new CustomerError('CONFLICT', 'this is the last owner: make somebody else an owner first')
    }
    if (await changeMember(ctx.table, account.version, { member, address: addressDigest(member.email), role })) return
  }
  throw new CustomerError('CONFLICT', 'somebody changed the account at the same moment: try again')
}
