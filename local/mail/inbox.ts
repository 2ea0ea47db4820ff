import type { Mail } from './mailbox.ts'

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The HTML with its attached images in the places that name them (`cid:`): the page asks nobody for them. */
const withImages = ({ html, attachments }: Pick<Mail, 'html' | 'attachments'>): string =>
  attachments
    .filter(({ content_id }) => content_id)
    .reduce(
      (text, { content_id, media_type, data }) =>
        text.replaceAll(`"cid:${content_id}"`, `"data:${media_type};base64,${data}"`),
      html,
    )

/** The beginning of a mail's text after its headline: what tells two mails of one subject apart. */
const beginning = ({ text }: Mail): string => text.split('\n\n').slice(1, 2).join('')

/** The newest mail lies open: it is what one came to see. */
function article(mail: Mail, index: number): string {
  const { time, sender, recipients, subject, text, html, raw } = mail
  const moment = new Date(time).toISOString()
  // A sandboxed frame: a mail's HTML runs no script and reaches nothing of the page.
  const body = html
    ? `<iframe sandbox srcdoc="${escapeHtml(withImages(mail))}"></iframe>`
    : `<pre>${escapeHtml(text || raw)}</pre>`
  return `<details${index === 0 ? ' open' : ''}><summary><b>${escapeHtml(subject)}</b> · <time datetime="${moment}" title="${moment}">${moment}</time> · to ${escapeHtml(recipients)}
<br><small>${escapeHtml(beginning(mail))}</small></summary>
<p>from ${escapeHtml(sender)}</p>${body}</details>`
}

/** Moments as the reader's own clock and language say them; without script they stay as they are in UTC. */
const localTimes = `<script>
for (const time of document.querySelectorAll('time')) {
  time.textContent = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}
</script>`

/** The inbox page: every mail that the local cloud took, newest first. */
export function inboxPage(mails: Mail[]): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Inbox (${mails.length})</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
details { border-top: 1px solid #ccc; padding: .5rem 0 } summary { cursor: pointer }
iframe { width: 100%; height: 52rem; border: 1px solid #ccc } pre { white-space: pre-wrap }
</style>
<h1>Inbox</h1>
${mails.map(article).join('\n') || '<p>No mail yet. What the local cloud sends by SES arrives here.</p>'}
${localTimes}
</html>`
}
