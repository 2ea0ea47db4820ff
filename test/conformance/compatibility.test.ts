import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { type VendorOperation, vendorOperations } from '../support/vendor-operations.ts'

/** docs/compatibility.md is made by this run: `npm run compatibility`. */

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

/** Asks for things that nobody has, so that nothing is made or lost: a served operation refuses in its own words. */
async function isServed({ method, path }: VendorOperation): Promise<boolean> {
  const asked = `/v1${path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')}`
  const { status, body } = await service.ask(method, asked, method === 'POST' || method === 'PATCH' ? {} : undefined)
  return !(status === 404 && String(body?.note).startsWith('there is no operation'))
}

const rowOf = (operation: VendorOperation, served: boolean): [verdict: string, how: string] => {
  if (!served) return ['not served', operation.why ?? '']
  return operation.differs ? ['differs', operation.differs] : ['works', '']
}

test('every operation of the vendor works, differs as is said, or is not served for a reason', async () => {
  const rows: string[] = []
  const counts: Record<string, number> = { works: 0, differs: 0, 'not served': 0 }
  for (const operation of vendorOperations) {
    const [verdict, how] = rowOf(operation, await isServed(operation))
    if (verdict !== 'works') expect(how, operation.name).not.toBe('')
    counts[verdict]! += 1
    rows.push(
      `| ${operation.noun} | ${operation.name} | \`${operation.method} ${operation.path}\` | ${verdict} | ${how} |`,
    )
  }
  expect(vendorOperations).toHaveLength(186)
  const page = `# Compatibility

The ${vendorOperations.length} operations of the newest public client of Faraday: **${counts.works} work, ${counts.differs} differ, ${counts['not served']} are not
served.** \`npm run compatibility\` makes this page: it asks the service for every operation, which says whether it is served. The
differences were measured with the full bodies and the models of that client, and are kept with the list of operations.

| noun | operation | request | here | how, or why not |
|---|---|---|---|---|
${rows.join('\n')}
`
  await expect(page).toMatchFileSnapshot('../../docs/compatibility.md')
})
