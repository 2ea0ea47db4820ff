import { expect, test } from 'vitest'
import { inboxPage } from '../../../../local/mail/inbox.ts'
import type { Mail } from '../../../../local/mail/mailbox.ts'

const mail: Mail = {
  id: '1',
  time: Date.parse('2026-03-01T10:00:00Z'),
  sender: 'from@example.com',
  recipients: 'owner@example.com',
  subject: 'Your personas have changed',
  text: 'Your personas have changed\n\nShop: 5 personas (was 2, now 5).\n\nOakley: 3 people\n',
  html: '<p>hi</p><img src="cid:persona-1"><img src="cid:persona-10">',
  raw: '',
  attachments: [
    { content_id: 'persona-1', file_name: 'a.png', media_type: 'image/png', data: 'QUJD' },
    { content_id: 'persona-10', file_name: 'b.png', media_type: 'image/png', data: 'REVG' },
  ],
}

test('images that came with a mail are in the page, each in its place', () => {
  const page = inboxPage([mail])
  expect(page).toContain(
    'srcdoc="&#60;p&#62;hi&#60;/p&#62;&#60;img src=&#34;data:image/png;base64,QUJD&#34;&#62;&#60;img src=&#34;data:image/png;base64,REVG&#34;&#62;"',
  )
  expect(page).not.toContain('cid:')
})

test('a mail says its moment for the reader’s clock, and how it begins', () => {
  const page = inboxPage([mail])
  expect(page).toContain('<time datetime="2026-03-01T10:00:00.000Z" title="2026-03-01T10:00:00.000Z">')
  expect(page).toContain('toLocaleString')
  expect(page).toContain('<small>Shop: 5 personas (was 2, now 5).</small>')
})

test('nothing of a mail adds a tag to the page', () => {
  const hostile = { ...mail, subject: '<script>', text: 'x\n\n<script>', recipients: '"><script>', html: '"><script>' }
  expect(inboxPage([hostile]).match(/<script>/g)).toHaveLength(1)
})
