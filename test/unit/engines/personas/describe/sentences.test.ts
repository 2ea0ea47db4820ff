import { describe, expect, test } from 'vitest'
import type { Column } from '../../../../../shared/engines/personas/columns.ts'
import { describeShard } from '../../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../../shared/engines/personas/describe/description.ts'
import { interpret } from '../../../../../shared/engines/personas/describe/interpretation.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitModel } from '../../../../../shared/engines/personas/model.ts'
import { withValues } from '../../../../../shared/lake/features/choose-dimensions.ts'
import { categories, flags, numbers, tableOf } from '../../../../support/persona-tables.ts'

/**
 * Two groups that differ in visits (or in the column that decides instead), so many people each. Gives the sentences
 * about the group with more.
 */
function told(columns: (group: number[]) => Column[], people = 200, decided = 'visits') {
  const group = Array.from({ length: 2 * people }, (_, i) => i % 2)
  const visits = numbers(
    decided,
    group.map((g, i) => 100 * g + (i % 5)),
  )
  const table = tableOf(visits, ...columns(group))
  const by = { seed: 's', engine: plainEngine, k: 2, avoidProtected: false, encoder: { dimensions: [decided] } }
  const { model, assignment } = fitModel(table, by)
  const counted = describeShard(model.encoder, 2, table, assignment.persona)
  const p = assignment.persona[1]!
  const { summary, marketing_strategems } = interpret(
    model.encoder,
    finishDescription(model.encoder, counted).personas[p]!,
    'Name',
  )
  return { name: model.personas[p]!.name, summary, advice: marketing_strategems.join('\n') }
}

const days = (literate: string, concept: 'recency' | 'tenure', here: number, there: number) => (group: number[]) => [
  numbers(
    'days',
    group.map((g, i) => (g ? here : there) + (i % 3)),
    { literate, concept, unit: 'days' },
  ),
]
const share = (value: string, here: number, there: number) => (group: number[]) => {
  const template = { name: 'orders_share_product', literate: '', kind: 'number', source: 'stream' } as const
  const of = { ...template, measure: 'share', stream: 'orders', concept: 'product_share' } as const
  const [{ name, literate, subject }] = withValues([of], () => [value]) as [typeof of & { subject: string }]
  return [
    numbers(
      name,
      group.map((g, i) => (g ? here : there) + (i % 3) / 1000),
      { literate, subject, concept: 'product_share', source: 'stream' },
    ),
  ]
}

describe('sentences that can be said aloud', () => {
  test('days since something are told by how long ago it was', () => {
    expect(told(days('days since the last order', 'recency', 85, 274)).summary).toContain(
      'Last order most recent · 86 days ago, others 275',
    )
    expect(told(days('days since the first order', 'tenure', 400, 20)).summary).toContain(
      'First order longest ago · 401 days ago, others 21',
    )
  })

  test('many are, one is', () => {
    const { summary } = told((group) => [
      numbers(
        'children',
        group.map((g, i) => 2 * g + (i % 2)),
      ),
      categories(
        'pets',
        group.map((g, i) => (g && i % 10 > 1 ? 'none' : 'dog')),
      ),
    ])
    expect(summary).toContain('Most children · 3, others 0')
    expect(summary).toContain('No pets · 80 %, others 0 %')
    expect(told(() => []).summary).toContain('Most visits · 102, others 2')
  })

  test('a share is one among orders, whatever its value is', () => {
    expect(told(share('monthly plan', 0.6, 0.1)).summary).toContain('Buy monthly plan · 60 % of orders, others 10 %')
  })

  test('what is true of none is said so', () => {
    const { summary } = told((group) => [
      flags(
        'opt_in',
        group.map((g, i) => !g && i % 10 < 6),
      ),
    ])
    expect(summary).toMatch(/Not: opt in · 100 %, others \d\d %/)
  })

  test('a product of a long name is told in short', () => {
    const { summary, advice } = told(share('A very long name, '.repeat(20), 0.6, 0.1))
    expect(summary).toContain('Buy A very long name, A very long name, A very long name, A ver… · 60 % of orders')
    expect(advice).toContain('Put A very long name,')
    expect(Math.max(...[summary, ...advice.split('\n')].map((one) => one.length))).toBeLessThan(300)
  })

  test('years have no thousands separator', () => {
    const { summary } = told((group) => [
      numbers(
        'model_year',
        group.map((g, i) => (g ? 2019 : 2004) + (i % 3)),
      ),
    ])
    expect(summary).toContain('Model year latest · 2020, others 2005')
  })

  test('who is higher on a scale of labels is called by the label', () => {
    const { name } = told(
      (group) => [
        categories(
          'segment',
          group.map((g, i) => (g ? 'Gold' : ['Bronze', 'Silver'][(i >> 1) % 2]!)),
        ),
      ],
      200,
      '#',
    )
    expect(name).toMatch(/^Gold /)
  })
})

describe('names that hold of most of the persona', () => {
  const parents = (here: number, there: number) =>
    told(
      (group) => [
        flags(
          'has_children',
          group.map((g, i) => (i >> 1) % 100 < (g ? here : there)),
        ),
      ],
      200,
      '#',
    ).name

  test.each([
    [90, 10, /^Family /],
    [40, 5, /^(?!.*(Family|Parent))/],
    [10, 90, /^Child-free /],
    [60, 98, /^(?!Child-free)/],
  ])('%i in a hundred have children, %i elsewhere: %s', (here, there, name) => {
    expect(parents(here, there)).toMatch(name)
  })
})

describe('advice that holds of the persona itself', () => {
  test('a tenth of few people is not tested: they are written to', () => {
    expect(told(() => [], 49).advice).toContain('one by one')
    expect(told(() => [], 49).advice).not.toContain('a tenth')
    expect(told(() => [], 50).advice).toContain('a tenth')
  })

  test.each([
    [7, false],
    [60, true],
  ])('housing is spoken of where %i in a hundred rent: %s', (rent, spoken) => {
    const { name, advice, summary } = told((group) => [
      categories(
        'home_ownership',
        group.map((g, i) => (g && (i >> 1) % 100 < rent ? 'Renter' : 'Owner')),
      ),
    ])
    expect(summary).toContain(`Rent their home · ${rent} %, others 0 %`)
    expect(advice.includes('housing situation')).toBe(spoken)
    if (!spoken) expect(name).not.toMatch(/Renting|Mobile|Tenant/)
  })

  test.each([
    [1.8, false],
    [5, true],
  ])('of %d products on average they are said to buy widely: %s', (products, said) => {
    const { advice } = told((group) => [
      numbers(
        'different_products',
        group.map((g, i) => (g ? products : 1) + (i % 3) / 100),
        { concept: 'variety' },
      ),
    ])
    expect(advice.includes('buy widely')).toBe(said)
  })

  test.each([
    [0.03, false],
    [0.15, true],
  ])('a product of %d of their orders is put first in mails: %s', (here, said) => {
    expect(told(share('Envelopes', here, 0.005)).advice.includes('Put Envelopes first')).toBe(said)
  })

  test.each([
    [200, 900, /^New /, true],
    [1336, 1669, /^Newer /, false],
  ])('a first order %d days ago, %d elsewhere', (here, there, word, welcomed) => {
    const { name, advice } = told((group) => {
      const [tenure] = days('days since the first order', 'tenure', here, there)(group)
      return [tenure!]
    })
    expect([advice.includes('Welcome'), name]).toEqual([welcomed, expect.stringMatching(word)])
  })

  test('pets are not for those who have none', () => {
    const withPets = (here: string, there: string) => (group: number[]) => [
      categories(
        'pets',
        group.map((g) => (g ? here : there)),
      ),
    ]
    expect(told(withPets('none', 'dog')).advice).not.toContain('Feature pets')
    expect(told(withPets('dog', 'none')).advice).toContain('Feature pets')
  })
})
