import type { MailStory, StoryPersona } from './mail-story.ts'

const ink = '#1f2430'
const quiet = '#596070'
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
/**
 * The colours of bars by `color_slot`: each has the hue of its slot's portraits. The figure of a bar also stands beside it
 * in words, so colour carries nothing alone.
 */
export const barColours = ['#3f5bd9', '#2f8a4c', '#c2831a', '#c0436a', '#6b4fc8', '#0f8b80', '#8f7332', '#4a6a8a']

/**
 * The mail as HTML: inline styles, tables for layout (mail readers know little else). Portraits come with the mail
 * (`cid:`), and nothing is fetched.
 */
export function personasHtml(story: MailStory): string {
  const { subject, headline, lead, changes, personas, sentence, link, button: label, footer } = story
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f7">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(lead)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f7">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:12px">
<tr><td style="padding:36px 36px 12px;${font};color:${ink}">
<p style="margin:0 0 20px;font-size:13px;letter-spacing:2px;color:${quiet}">MOIRA</p>
<h1 style="margin:0 0 10px;font-size:26px;line-height:32px;font-weight:600">${escapeHtml(headline)}</h1>
<p style="margin:0 0 16px;font-size:16px;line-height:24px;color:${quiet}">${escapeHtml(lead)}</p>
${changes.map(change).join('\n')}
${sentence ? note(sentence) : ''}
</td></tr>
${personas.map(persona).join('\n')}
${link ? button(link, label) : ''}
<tr><td style="padding:24px 36px 32px;${font};font-size:13px;line-height:20px;color:${quiet}">${escapeHtml(footer)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function persona({ name, people, percent, width, colour, facts, portrait }: StoryPersona): string {
  const bar = barColours[colour] ?? ink
  const rest = width < 100 ? `<td style="font-size:0;line-height:0">&nbsp;</td>` : ''
  const list = facts.map((each) => `<li style="margin:0 0 2px">${escapeHtml(each)}</li>`).join('')
  // The name stands beside it: read aloud, the picture has nothing to add.
  const face = portrait
    ? `<td width="80" valign="top"><img src="cid:${portrait}" alt="" width="64" height="64" style="display:block;border-radius:12px"></td>`
    : ''
  return `<tr><td style="padding:16px 36px 8px;${font};color:${ink}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 10px"><tr>${face}<td valign="top">
<h2 style="margin:0 0 2px;font-size:18px;line-height:26px;font-weight:600">${escapeHtml(name)}</h2>
<p style="margin:0;font-size:15px;line-height:22px;color:${quiet}">${escapeHtml(people)} &middot; ${escapeHtml(percent)}</p>
</td></tr></table>
<table role="presentation" aria-hidden="true" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 10px;background:#eceef3;border-radius:4px">
<tr><td width="${width}%" height="8" style="font-size:0;line-height:0;background:${bar};border-radius:4px">&nbsp;</td>${rest}</tr></table>
${list ? `<ul style="margin:0;padding:0 0 0 20px;font-size:15px;line-height:22px">${list}</ul>` : ''}
</td></tr>`
}

function change(sentence: string): string {
  return `<p style="margin:0 0 8px;font-size:16px;line-height:24px">${escapeHtml(sentence)}</p>`
}

function note(sentence: string): string {
  return `<p style="margin:0 0 16px;padding:12px 16px;background:#fdf3e4;border-radius:8px;font-size:15px;line-height:22px">${escapeHtml(sentence)}</p>`
}

function button(link: string, label = 'See the personas'): string {
  const look = `display:inline-block;padding:12px 22px;background:${ink};border-radius:8px;color:#ffffff;text-decoration:none`
  return `<tr><td style="padding:20px 36px 4px;${font};font-size:15px"><a href="${escapeHtml(link)}" style="${look}">${escapeHtml(label)}</a></td></tr>`
}

/** Text as HTML text or attribute value. */
function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character]!)
}
