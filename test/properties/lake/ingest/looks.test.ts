import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileDataset } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import { agreedLooks, ambiguousNumbers } from '../../../../shared/lake/ingest/numbers/agreement.ts'
import type { FileLook } from '../../../../shared/lake/ingest/numbers/file-looks.ts'
import { mergeLooks, noLook, seeNumber, toldMark, typeOf } from '../../../../shared/lake/ingest/numbers/look.ts'
import { tryIngest, withDefaults } from '../../../golden/ingest/try-ingest.ts'

const cell = fc.constantFrom(
  '1.234',
  '1,234',
  '12,50',
  '12.50',
  '999',
  '1.234.567',
  '02139',
  '10001',
  'n. a.',
  'x',
  '5 €',
)

const lookOf = (cells: string[]): FileLook => {
  const evidence = noLook()
  for (const one of cells) {
    evidence.filled++
    seeNumber(evidence, one)
  }
  return { evidence, typed: true }
}

const plan = compileDataset(withDefaults({ output_to_traits: { amount: { column_name: 'amount' } } }))

test('the order of files never changes how any of them is read', () => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.nat(), (files, turn) => {
      const reports = files.map((cells) => ({ amount: lookOf(cells) }))
      const moved = reports.map((_, i) => reports[(i + turn) % reports.length]!)
      const agreed = agreedLooks(reports)
      expect(agreedLooks(moved)).toEqual(agreed.map((_, i) => agreed[(i + turn) % agreed.length]))
      expect(ambiguousNumbers(plan, moved)).toEqual(ambiguousNumbers(plan, reports))
      // All files with something in them are read as one type.
      const types = reports.map(({ amount }, i) => agreed[i]!.amount?.type ?? typeOf(amount.evidence).type)
      expect(new Set(types).size).toBe(1)
      const all = toldMark(mergeLooks(reports.map(({ amount }) => amount.evidence))) ?? '.'
      for (const [i, { amount }] of reports.entries()) {
        if (!amount.evidence.open || toldMark(amount.evidence)) continue
        expect(agreed[i]!.amount?.mark ?? '.').toBe(all)
      }
    }),
  )
})

const read = async (cells: string[], agreed = {}) => {
  const upload = `email,amount\n${cells.map((one, i) => `p${i}@example.com,"${one}"`).join('\n')}\n`
  const config = { output_to_traits: { amount: { column_name: 'amount' } } }
  const made = await tryIngest(upload, config, undefined, agreed)
  return { amounts: made.rows.map((row) => row.t_amount), looks: made.report.looks ?? {} }
}

test('a file whose cells leave the mark open is read as the others have it', async () => {
  const [open, comma] = [['1.234 €', '999 €'], ['12,50 €']]
  const first = await read(open)
  expect(first.amounts).toEqual([1.234, 999])
  const second = await read(comma)
  for (const files of [
    [first, second],
    [second, first],
  ]) {
    const agreed = agreedLooks(files.map(({ looks }) => looks))
    expect(agreed[files.indexOf(second)]).toEqual({})
    const again = await read(open, { agreedLooks: agreed[files.indexOf(first)] })
    expect(again.amounts).toEqual([1234, 999])
  }
})

test('a code that is figures in one file and text in another is text in both', async () => {
  const east = await read(['02139', '02140'])
  const west = await read(['10001', '90210'])
  const blank = await read(['', ''])
  const agreed = agreedLooks([east.looks, west.looks, blank.looks])
  expect(agreed.map(({ amount }) => amount?.type)).toEqual([undefined, 'text', undefined])
  expect((await read(['10001', '90210'], { agreedLooks: agreed[1] })).amounts).toEqual(['10001', '90210'])
})

test('a blank file takes the type of the others', async () => {
  const agreed = agreedLooks([(await read(['12', '13'])).looks, (await read(['', ''])).looks])
  expect(agreed).toEqual([{}, { amount: { type: 'number', whole: true, mark: '.' } }])
})

test('cells that no sample saw decide too', async () => {
  const many = Array.from({ length: 1500 }, (_, i) => (i === 1400 ? '12,50' : '1.234'))
  expect((await read(many)).amounts.slice(0, 2)).toEqual([1234, 1234])
  const codes = Array.from({ length: 1500 }, (_, i) => (i === 1400 ? '02139' : String(10_001 + i)))
  expect((await read(codes)).amounts[1400]).toBe('02139')
  expect((await read(codes)).amounts[0]).toBe('10001')
})

test.each(['+491701234567', '4111111111111111', '12E45', '007'])('%s is a code', async (code) => {
  expect((await read([code, '5'])).amounts).toEqual([code, '5'])
})

test('decimal_mark says what the cells leave open', async () => {
  const upload = 'email,amount\nann@example.com,1.234\n'
  const config = { output_to_traits: { amount: { column_name: 'amount', decimal_mark: ',' as const } } }
  const made = await tryIngest(upload, config)
  expect(made.rows[0]!.t_amount).toBe(1234)
  expect(ambiguousNumbers(compileDataset(withDefaults(config)), [made.report.looks!])).toEqual([])
  expect(ambiguousNumbers(plan, [made.report.looks!])).toEqual([
    { column_name: 'amount', decimal_mark: '.', why: 'undecided' },
  ])
})
