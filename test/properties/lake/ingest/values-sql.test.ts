import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalEmail,
  canonicalExternal,
  canonicalNameAddress,
  canonicalPhone,
} from '../../../../shared/engines/identity/normalize.ts'
import { tryIngest } from '../../../golden/ingest/try-ingest.ts'

/** Few of each, so that values repeat; blank, padded, quoted, of several lines, and alike in all but the writing. */
const cells = {
  email: ['', ' ', 'a@x.org', 'A@X.org', ' a@x.org ', '"a"@x.org', 'b,c@x.org', 'null', 'zoë@x.org', '"'],
  phone: ['', '\u00a0', '(212) 555-0147', '+12125550147', '212-555-0147 x5', '0049 30 1234567', 'none'],
  first: ['', 'Ann', 'ann', ' Ann', 'Zoë', 'O"Neil', 'Jo\nAnn'],
  last: ['', '\t', 'Lee', "O'Brien", 'de la Cruz'],
  number: ['', '5', '12'],
  street: ['', 'Main St', 'Main Street, Apt 2', 'North Road'],
  city: ['', 'Austin', ' Springfield'],
  state: ['', 'TX', 'Texas'],
  postcode: ['', '02134', '2134', '78701-1234'],
  crm: ['', '\r\n', '17850.0', '17850', '0', 'x1'],
} as const
type Cells = Record<keyof typeof cells, string>
const names = Object.keys(cells) as (keyof Cells)[]
const row = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.constantFrom(...cells[name])])),
) as fc.Arbitrary<Cells>

const config = {
  identity_sets: {
    customer: {
      email: 'email',
      phone: 'phone',
      person_first_name: 'first',
      person_last_name: 'last',
      house_number_and_street: ['number', 'street'],
      city: 'city',
      state: 'state',
      postcode: 'postcode',
    },
    account: { external_ids: { crm: 'crm' }, person_last_name: 'last' },
  },
}

const trimmed = (text: string) => text.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '') || null

/** The content of rows.parquet and values.parquet together, from one row by itself. */
function alone(cell: Cells) {
  const [email, phone, first, last, number, street, city, state, postcode, crm] = names.map((name) =>
    trimmed(cell[name]),
  )
  const address = [number, street].filter(Boolean).join(' ') || null
  return {
    i0_email: email,
    k0_email: canonicalEmail(email),
    i0_phone: phone,
    k0_phone: canonicalPhone(phone),
    i0_first_name: first,
    i0_last_name: last,
    i0_street: address,
    i0_city: city,
    i0_state: state,
    i0_postcode: postcode,
    k0_name_address: canonicalNameAddress({ first, last, street: address, city, state, postcode }),
    i1_x_crm: crm,
    k1_x_crm: canonicalExternal(crm),
    i1_last_name: last,
  }
}

test('a row and its values tell what the row by itself would, however often the values are forgotten', async () => {
  const style = fc.record({
    order: fc.shuffledSubarray(names, { minLength: names.length }),
    delimiter: fc.constantFrom(',', ';'),
    quoted: fc.func(fc.boolean()),
    bound: fc.constantFrom(1, 200, undefined),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), style, async (rows, how) => {
      const written = (text: string, i: number) =>
        /["\r\n]/.test(text) || text.includes(how.delimiter) || how.quoted(text, i)
          ? `"${text.replaceAll('"', '""')}"`
          : text
      const lines = rows.map((cell, i) => how.order.map((name) => written(cell[name], i)).join(how.delimiter))
      const text = [how.order.join(how.delimiter), ...lines, ''].join('\n')
      const made = await tryIngest(text, { ...config, options: { delimiter: how.delimiter } }, how.bound)
      expect(made.report.accepted).toBe(rows.length)
      const expected = rows.map(alone)
      expect(
        made.rows.map((read) => Object.fromEntries(Object.keys(expected[0]!).map((name) => [name, read[name]]))),
      ).toEqual(expected)
      const known = expected.filter((one) =>
        Object.entries(one).some(([name, text]) => /^k/.test(name) && text !== null),
      )
      expect(made.report.identified_count).toBe(known.length)
    }),
    { numRuns: 30 },
  )
})
