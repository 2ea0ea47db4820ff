import type { Mail } from './mailbox.ts'

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The newest mail lies open: it is what one came to see. */
function article({ time, sender, recipients, subject, text, html, raw }: Mail, index: number): string {
  // A sandboxed frame: a mail's HTML runs no script and reaches nothing of the page.
  const body = html ? `<iframe sandbox srcdoc="${escapeHtml(html)}"></iframe>` : `<pre>${escapeHtml(text || raw)}</pre>`
  return `<details${index === 0 ? ' open' : ''}><summary><b>${escapeHtml(subject)}</b> · to ${escapeHtml(recipients)} · ${new Date(time).toISOString()}</summary>
<p>from ${escapeHtml(sender)}</p>${body}</details>`
}

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
</html>`
}
