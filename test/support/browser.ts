import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

const path = process.env.CHROME_PATH ?? '/usr/bin/chromium'
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Whether this machine has a browser; the sentence says what a test file prints that is skipped. */
export const hasBrowser = existsSync(path)
if (!hasBrowser) console.log(`skipped: there is no Chromium at ${path} (CHROME_PATH says where another one is)`)

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: path, args: quiet })

/** Messages of the page's console and errors of its scripts: a breach of the content security policy is one. */
export function messagesOf(page: Page): string[] {
  const messages: string[] = []
  page.on('console', (message) => messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(error.message))
  return messages
}

interface Violation {
  id: string
  nodes: { target: string[]; failureSummary: string }[]
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Violations of WCAG 2.2 A and AA that axe finds on the page, one line each. */
export async function violationsOf(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page)
  // Through the debugger: the page's own policy lets no foreign script in.
  await client.send('Runtime.evaluate', { expression: readFileSync(axePath, 'utf8') })
  const { result } = await client.send('Runtime.evaluate', {
    expression: `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => JSON.stringify(violations))`,
    awaitPromise: true,
    returnByValue: true,
  })
  await client.detach()
  return (JSON.parse(String(result.value)) as Violation[]).flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  )
}
