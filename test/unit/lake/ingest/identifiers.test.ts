import { describe, expect, test } from 'vitest'
import { tryIngest } from '../../../golden/ingest/try-ingest.ts'

const identity = (columns: object, options: object = {}) => ({ identity_sets: { customer: columns }, options })

describe('the country of a number', () => {
  const columns = { phone: 'phone', person_last_name: 'name', country: 'country' }
  const text = `name,phone,country
Lee,0711 2842222,Germany
Ray,020 7946 0018,GB
Kim,2125550100,
Roe,+33 1 42 68 53 00,DE
Poe,0711 2842222,Atlantis
`

  test('is that of the row', async () => {
    const { rows } = await tryIngest(text, identity(columns))
    expect(rows.map((row) => row.k0_phone)).toEqual([
      '+497112842222',
      '+442079460018',
      '+12125550100',
      '+33142685300',
      '07112842222',
    ])
  })

  test('is that of the dataset where the row says none', async () => {
    const { rows } = await tryIngest(
      'name,phone,country\nLee,0711 2842222,\nRay,020 7946 0018,GB\n',
      identity(columns, { country: 'DE' }),
    )
    expect(rows.map((row) => row.k0_phone)).toEqual(['+497112842222', '+442079460018'])
  })

  test('may be that of the dataset alone', async () => {
    const { country: _, ...rest } = columns
    const { rows } = await tryIngest(
      'name,phone\nLee,01 42 68 53 00\nRay,(212) 555-0100\n',
      identity(rest, { country: 'FR' }),
    )
    expect(rows[0]!.k0_phone).toBe('+33142685300')
    // Ten figures are no American number here.
    expect(rows[1]!.k0_phone).not.toBe('+12125550100')
  })
})

test('the country of a postcode is that of the row', async () => {
  const text =
    'first,last,street,state,zip,country\nAnn,Lee,12 Oak St,MA,21394307,US\nAnn,Lee,12 Oak St,MA,21394307,DE\n'
  const { rows } = await tryIngest(
    text,
    identity({
      ...{ person_first_name: 'first', person_last_name: 'last', house_number_and_street: ['street'] },
      ...{ state: 'state', postcode: 'zip', country: 'country' },
    }),
  )
  expect(rows.map((row) => row.k0_name_address)).toEqual(['ann|lee|12 oak|02139', 'ann|lee|12 oak|21394307'])
})

test('values are delivered undressed', async () => {
  const text = `mail,phone,name,street,city,zip,id
Ann Lee <Ann@Example.com>,'+12125550100,"=""Ann Lee""",'12 Oak St,'t Gooi,z:02139,'6601
`
  const { rows } = await tryIngest(
    text,
    identity({
      ...{ email: 'mail', phone: 'phone', person_full_name: 'name', house_number_and_street: ['street'], city: 'city' },
      ...{ postcode: 'zip', external_ids: { shop: 'id' } },
    }),
  )
  expect(rows[0]).toMatchObject({
    i0_email: 'Ann@Example.com',
    i0_phone: '+12125550100',
    i0_first_name: 'Ann',
    i0_last_name: 'Lee',
    i0_street: '12 Oak St',
    i0_city: "'t Gooi",
    i0_postcode: '02139',
    k0_x_shop: '6601',
    k0_name_address: 'ann|lee|12 oak|02139',
  })
})
