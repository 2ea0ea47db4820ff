import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tryIngestPath } from '../../../golden/ingest/try-ingest.ts'
import { records } from '../../../support/customer.ts'

const data = join(import.meta.dirname, '../../../../../shared/data')

describe.skipIf(!existsSync(data))('real data (skipped where ../shared/data is not there)', () => {
  test('a day of Online Retail: customers by number, price times quantity to the cent', async () => {
    const { report, rows } = await tryIngestPath(join(data, 'online_retail_2010-12-01.csv'), {
      identity_sets: { customer: { external_ids: { customer: 'CustomerID' } } },
      output_to_streams: {
        orders: {
          data_map: {
            datetime: { column_name: 'InvoiceDate' },
            product: { column_name: 'Description' },
            value: { column_name: 'UnitPrice', multiply_by: 'Quantity' },
          },
        },
      },
    })
    expect(report).toMatchObject({ row_count: 3108, accepted: 3108, rejected: 0, identified_count: 3108 - 1140 })
    expect(new Set(rows.map((row) => row.k0_x_customer)).size).toBe(98 + 1)
    expect(rows[0]).toMatchObject({ i0_x_customer: '17850.0', k0_x_customer: '17850', s0: true, s0_value: 15.3 })
    const cents = rows.reduce((sum, row) => sum + Math.round((row.s0_value as number) * 10_000), 0)
    expect(cents).toBe(586_355_600)
  })

  test('Chinook: accents survive; customers and invoices', async () => {
    const customers = await tryIngestPath(join(data, 'chinook_customer.csv'), {
      identity_sets: {
        customer: {
          email: 'Email',
          phone: 'Phone',
          person_first_name: 'FirstName',
          person_last_name: 'LastName',
          house_number_and_street: ['Address'],
          city: 'City',
          state: 'State',
          postcode: 'PostalCode',
          external_ids: { customer: 'CustomerId' },
        },
      },
      output_to_traits: { country: { column_name: 'Country' } },
    })
    expect(customers.report).toMatchObject({ accepted: 59, rejected: 0, identified_count: 59 })
    expect(customers.rows[0]).toMatchObject({
      i0_first_name: 'Luís',
      i0_last_name: 'Gonçalves',
      i0_city: 'São José dos Campos',
      t_country: 'Brazil',
    })
    expect(customers.rows.filter((row) => row.i0_phone === null)).toHaveLength(1)
    const invoices = await tryIngestPath(join(data, 'chinook_invoice.csv'), {
      identity_sets: { customer: { external_ids: { customer: 'CustomerId' } } },
      output_to_streams: {
        orders: { data_map: { datetime: { column_name: 'InvoiceDate' }, value: { column_name: 'Total' } } },
      },
    })
    expect(invoices.report).toMatchObject({ accepted: 412, rejected: 0 })
    expect(invoices.rows.reduce((sum, row) => sum + Math.round((row.s0_value as number) * 100), 0)).toBe(232_860)
  })

  test('febrl: names of columns and cells with a blank before them', async () => {
    const { report, rows, rejects } = await tryIngestPath(join(data, 'febrl1.csv'), {
      identity_sets: { person: { external_ids: { ssn: 'soc_sec_id' } } },
      output_to_traits: {
        surname: { column_name: 'surname' },
        born: { column_name: 'date_of_birth', format: 'yyyymmdd' },
      },
    })
    expect(report.row_count).toBe(1000)
    expect(report.rejected).toBeGreaterThan(0)
    expect(records(rejects).every(({ reason }) => /^trait born "\d+" is not a yyyymmdd$/.test(reason!))).toBe(true)
    expect(rows[0]).toMatchObject({ i0_x_ssn: '6988048', t_surname: 'waller', t_born: Date.UTC(1908, 11, 9) })
  })

  test('every table that is there is read without a reject', async () => {
    for (const [file, column, rows] of [
      ['completejourney_demographics.csv', 'household_id', 801],
      ['splink_fake_1000.csv', 'unique_id', 1000],
      ['nicknames.csv', 'name1', 2691],
      ['zcta_reference.csv.gz', 'zcta', 33_791],
    ] as const) {
      const { report } = await tryIngestPath(join(data, file), { identity_sets: { c: { user_id: column } } })
      expect([file, report.refused, report.accepted, report.rejected]).toEqual([file, undefined, rows, 0])
    }
  })
})
