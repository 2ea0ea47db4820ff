import { describe, expect, test } from 'vitest'
import { plainNumber } from '../../../../../shared/engines/figures/number.ts'
import { percent } from '../../../../../shared/engines/figures/percent.ts'
import { contributionsOf } from '../../../../../shared/engines/personas/assign/contributions.ts'
import { REASONS, whyAll } from '../../../../../shared/engines/personas/assign/why.ts'
import { takeRows } from '../../../../../shared/engines/personas/columns.ts'
import { describeShard, mergeDescriptions } from '../../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../../shared/engines/personas/describe/description.ts'
import { drawPortrait } from '../../../../../shared/engines/personas/describe/draw-portrait.ts'
import { interpret } from '../../../../../shared/engines/personas/describe/interpretation.ts'
import { encode, keptTraits } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { assignTable, fitModel } from '../../../../../shared/engines/personas/model.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { categories, flags, gaussian, numbers, tableOf } from '../../../../support/persona-tables.ts'

const engine = plainEngine

/** A shop with three kinds of customers and, last, leads of whom only age band and pets are known. */
function shop(seed = 'shop', people = 900, leads = 60) {
  const random = createRandom(seed)
  const n = people + leads
  const kind = Array.from({ length: n }, () => random.below(3))
  const ordered = (i: number) => i < people
  const per = <T>(of: (kind: number, i: number) => T): T[] => kind.map(of)
  const table = tableOf(
    numbers(
      'orders_count',
      per((k, i) => (ordered(i) ? Math.round([3, 20, 9][k]! + gaussian(random)) : null)),
      { source: 'stream', literate: 'number of orders' },
    ),
    numbers(
      'orders_value',
      per((k, i) => (ordered(i) ? [60, 400, 1500][k]! * Math.exp(0.25 * gaussian(random)) : null)),
      { source: 'stream', literate: 'total spend', unit: '$' },
    ),
    numbers(
      'orders_recency',
      per((k, i) => (ordered(i) ? Math.max(0, [300, 20, 60][k]! + 15 * gaussian(random)) : null)),
      { source: 'stream', unit: 'days', literate: 'days since the last order' },
    ),
    categories(
      'age',
      per(
        (k) =>
          [
            ['19-24', '25-34'],
            ['35-44', '45-54'],
            ['55-64', '65+'],
          ][k]![random.below(2)]!,
      ),
    ),
    categories(
      'gender',
      per((k) => (random.unit() < 0.9 === (k === 1) ? 'Female' : 'Male')),
    ),
    flags(
      'has_children',
      per((k) => random.unit() < [0.1, 0.9, 0.2][k]!),
    ),
    categories(
      'state',
      per((k) => (random.unit() < 0.9 ? ['Ohio', 'Vermont', 'Texas'][k]! : 'Maine')),
    ),
    // Not a dimension where it is left out of the clustering, but described all the same.
    flags(
      'pets',
      per((k) => random.unit() < [0.2, 0.5, 0.8][k]!),
    ),
  )
  return { table, kind, people }
}

const { table, kind, people } = shop()
const dimensions = ['orders_count', 'orders_value', 'orders_recency', 'age', 'state']
const options = { seed: 'set-1', engine, encoder: { dimensions } }
const { model, assignment } = fitModel(table, options)
const partial = describeShard(model.encoder, model.k, table, assignment.persona, assignment.coverage)
const described = finishDescription(model.encoder, partial)

describe('personas of a shop', () => {
  test('are the three planted kinds, largest first', () => {
    expect(model.k).toBe(3)
    const shares = model.personas.map((persona) => persona.share)
    expect(shares).toEqual([...shares].sort((a, b) => b - a))
    expect(described.population).toBe(table.rows)
    expect(described.personas.map((persona) => persona.population).reduce((a, b) => a + b)).toBe(table.rows)
  })

  test('leads who never ordered are placed by what is known of them, not all in one persona', () => {
    const rows = Array.from({ length: table.rows - people }, (_, i) => people + i)
    const leads = assignTable(model, takeRows(table, rows))
    expect(new Set(leads.persona).size).toBe(3)
    expect([...leads.coverage].every((coverage) => Math.abs(coverage - 0.8 / 3.8) < 1e-6)).toBe(true)
    // And placed well: age band and state agree with the kind that they were drawn from.
    const personaOfKind = [0, 1, 2].map(
      (k) => assignment.persona[kind.findIndex((other, i) => other === k && i < people)]!,
    )
    const right = rows.filter((row, i) => leads.persona[i] === personaOfKind[kind[row]!]!).length
    expect(right / rows.length).toBeGreaterThan(0.85)
  })

  test('centres are means, median bands and most frequent values in original units', () => {
    const spender = described.personas.find((persona) => (persona.centre.orders_value as number) > 1000)!
    expect(spender.centre.orders_count).toBeCloseTo(9, 0)
    expect(['55-64', '65+']).toContain(spender.centre.age)
    expect(spender.centre.state).toBe('Texas')
    expect(spender.centre.pets).toBe(true)
  })

  test('a trait that was not clustered on is described, and can be salient', () => {
    const pets = described.personas.map((persona) => persona.traits.find((trait) => trait.trait_name === 'pets')!)
    expect(pets.every((trait) => !trait.clustered)).toBe(true)
    expect(pets.some((trait) => trait.salient)).toBe(true)
    expect(pets[0]!.bins.map((bin) => bin.data_type)).toEqual(['boolean', 'boolean'])
  })

  test('bins add up to the people who have a value', () => {
    for (const persona of described.personas) {
      for (const trait of persona.traits) {
        const counted = trait.bins.reduce((sum, bin) => sum + bin.count, 0)
        const unknown = trait.bins[0]!.data_type === 'boolean' ? 0 : trait.unknown_count!
        expect(counted + unknown).toBe(persona.population)
      }
    }
  })

  test('identifiers have no bins, and are not said to be unknown', () => {
    const n = 200
    const table = tableOf(
      numbers(
        'orders',
        Array.from({ length: n }, (_, i) => (i % 2) * 9 + (i % 3)),
      ),
      categories(
        'member_no',
        Array.from({ length: n }, (_, i) => `M${i}`),
      ),
      categories(
        'never_filled',
        Array.from({ length: n }, () => null),
      ),
    )
    const { model, assignment } = fitModel(table, { seed: 's', engine, k: 2 })
    const [persona] = finishDescription(
      model.encoder,
      describeShard(model.encoder, 2, table, assignment.persona),
    ).personas
    const told = (name: string) => persona!.traits.find((trait) => trait.trait_name === name)
    expect(told('member_no')).not.toHaveProperty('unknown_count')
    expect(told('member_no')!.bins).toEqual([])
    expect(told('never_filled')).toMatchObject({ unknown_count: 100 })
  })

  test('what is salient is what differs, not what is frequent', () => {
    const random = createRandom('salience')
    const group = Array.from({ length: 600 }, (_, i) => i % 3)
    const table = tableOf(
      numbers(
        'x',
        group.map((g) => 10 * g + gaussian(random)),
      ),
      categories(
        'country',
        group.map(() => (random.unit() < 0.95 ? 'US' : 'CA')),
      ),
      categories(
        'club',
        group.map((g) => (g === 2 && random.unit() < 0.3 ? 'gold' : 'none')),
      ),
    )
    const { model, assignment } = fitModel(table, { seed: 's', engine, k: 3, encoder: { dimensions: ['x'] } })
    const described = finishDescription(model.encoder, describeShard(model.encoder, 3, table, assignment.persona))
    const top = described.personas.find((persona) => (persona.centre.x as number) > 15)!
    expect(top.salient.map((effect) => effect.trait)).toEqual(['x', 'club'])
    expect(top.salient[1]).toMatchObject({ value: 'gold', direction: 'more' })
  })

  test('shards add up to the same bytes in any grouping and order', () => {
    const random = createRandom('shards')
    const rows = Array.from({ length: table.rows }, () => random.below(5))
    const shards = [4, 2, 0, 1, 3].map((shard) => {
      const own = takeRows(
        table,
        rows.flatMap((of, i) => (of === shard ? [i] : [])),
      )
      const { persona, coverage } = assignTable(model, own)
      return describeShard(model.encoder, model.k, own, persona, coverage)
    })
    expect(JSON.stringify(shards.reduce(mergeDescriptions))).toBe(JSON.stringify(partial))
    expect(JSON.stringify(shards.reduceRight(mergeDescriptions))).toBe(JSON.stringify(partial))
  })
})

describe('why this person', () => {
  const encoded = encode(model.encoder, table)
  const decided = whyAll(model, encoded, assignment)
  const reasonsOf = (row: number) =>
    [...decided.subarray(row * REASONS, (row + 1) * REASONS)]
      .filter((trait) => trait >= 0)
      .map((trait) => keptTraits(model.encoder)[trait]!.name)

  test('contributions are the terms of the decision: the first three that speak for the persona are the reasons', () => {
    const distance = (sum: number, { gain }: { gain: number }) => sum + gain
    for (let row = 0; row < table.rows; row += 7) {
      const [own, other] = [assignment.persona[row]!, assignment.runnerUp[row]!]
      const terms = contributionsOf(model, encoded, row, own, other)
      const speaking = terms.filter(({ gain }) => gain > 0).map(({ trait }) => keptTraits(model.encoder)[trait]!.name)
      expect(speaking.slice(0, REASONS)).toEqual(reasonsOf(row))
      expect(terms.reduce(distance, 0)).toBeGreaterThanOrEqual(-1e-6)
      // Seen from the other persona each term speaks the other way.
      const seen = contributionsOf(model, encoded, row, other, own)
      expect(seen.reduce(distance, 0)).toBeCloseTo(-terms.reduce(distance, 0), 5)
    }
  })

  test('names what decided, the runner-up and the margin', () => {
    const texan = kind.findIndex((k, i) => k === 2 && i < people)
    const reasons = reasonsOf(texan)
    expect(assignment.persona[texan]).not.toBe(assignment.runnerUp[texan])
    expect(assignment.margin[texan]).toBeGreaterThan(0)
    expect(reasons.length).toBeGreaterThan(0)
    for (const trait of reasons) expect(dimensions).toContain(trait)
  })

  test('never names what is not known of a lead', () => {
    for (let row = people; row < table.rows; row++) {
      for (const trait of reasonsOf(row)) expect(['age', 'state']).toContain(trait)
    }
  })
})

describe('words', () => {
  test('names alliterate, are unique, and the same for the same data', () => {
    const names = model.personas.map((persona) => persona.name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^(\p{L})[\p{L}-]* (?:.* )?\1\p{L}+$/u)
    expect(fitModel(table, options).model).toEqual(model)
  })

  test('the same people are the same personas in two sets, under ids of their own', () => {
    const sets = ['one', 'two'].map((id) => fitModel(table, { ...options, id }).model)
    const ids = sets.flatMap(({ personas }) => personas.map(({ id }) => id))
    expect(new Set(ids).size).toBe(2 * model.k)
    const [one, two] = sets.map((set) => ({ ...set, personas: set.personas.map(({ id: _id, ...persona }) => persona) }))
    expect(one).toEqual(two)
  })

  test('with protected traits avoided no name tells age, gender or family', () => {
    const protectedOnly = { ...options, encoder: { dimensions: ['age', 'gender', 'has_children'] } }
    const words = /Young|Senior|Mature|Middle|Mom|Dad|Parent|Family|Child|Kid|Youth|Junior/
    for (const persona of fitModel(table, protectedOnly).model.personas) expect(persona.name).not.toMatch(words)
    const allowed = fitModel(table, { ...protectedOnly, k: 3, avoidProtected: false }).model.personas.map(
      (persona) => persona.name,
    )
    expect(allowed.join()).toMatch(words)
  })

  test('values that picture nobody name nobody; having no pets is said as such', () => {
    const random = createRandom('nobody')
    const group = Array.from({ length: 400 }, (_, i) => i % 2)
    const table = tableOf(
      numbers(
        'x',
        group.map((g) => 20 * g + gaussian(random)),
        { literate: '' },
      ),
      categories(
        'pets',
        group.map((g) => (g === 0 ? 'none' : ['dog', 'cat'][random.below(2)]!)),
      ),
      categories(
        'club',
        group.map((g) => (g === 0 ? 'unknown' : ['red', 'blue', 'green'][random.below(3)]!)),
      ),
    )
    const names = fitModel(table, { seed: 's', engine, k: 2 }).model.personas.map((persona) => persona.name)
    expect(names.join()).not.toMatch(/none|unknown/i)
    expect(names.sort()).toEqual(['Pet-free Parker', 'Pet-loving Pat'])
  })

  test('ten personas of one kind of difference still have ten names', () => {
    const random = createRandom('ten')
    const table = tableOf(
      numbers(
        'spend',
        Array.from({ length: 1000 }, (_, i) => 100 * (i % 10) + gaussian(random)),
      ),
    )
    const names = fitModel(table, { seed: 's', engine, k: 10 }).model.personas.map((persona) => persona.name)
    expect(new Set(names).size).toBe(10)
    expect(new Set(names.map((name) => name.split(' ').at(-1))).size).toBe(10)
  })

  test('the interpretation is two sentences and three suggestions, true to the counts', () => {
    described.personas.forEach((persona, p) => {
      const { summary, marketing_strategems } = interpret(model.encoder, persona, model.personas[p]!.name)
      expect(summary.match(/[.!?](\s|$)/g)).toHaveLength(2)
      expect(summary).toContain(`${persona.population} people`)
      expect(new Set(marketing_strategems).size).toBe(3)
    })
  })

  test('nobody is said to bring in more than their share who does not, however typical spend compares', () => {
    const random = createRandom('skewed')
    const group = Array.from({ length: 600 }, (_, i) => i % 3)
    // Typically 300 against 40, but one in ten of the second kind spends 5,000: 300 against about 500 on average.
    const spend = (g: number) => (g === 0 ? 300 : random.unit() < 0.1 ? 5000 : 40) * Math.exp(0.2 * gaussian(random))
    const table = tableOf(
      numbers('total', group.map(spend), { literate: 'total value of orders', concept: 'order_value' }),
      numbers(
        'visits',
        group.map((g) => (g === 0 ? 9 : 2) + gaussian(random)),
      ),
    )
    const byVisits = { seed: 's', engine, k: 2, encoder: { dimensions: ['visits'] } }
    const { model, assignment } = fitModel(table, byVisits)
    const counted = describeShard(model.encoder, 2, table, assignment.persona)
    const told = finishDescription(model.encoder, counted).personas
    const spent = told.map(({ centre }) => Number(centre.total))
    const typical = spent[0]! < spent[1]! ? 0 : 1
    // The trait, on its log, says the opposite of the figures that would be shown: nothing is said of it.
    const { effect } = told[typical]!.traits.find(({ trait_name }) => trait_name === 'total')!
    expect(effect).toBeGreaterThan(0.35)
    expect(told[typical]!.salient.map(({ trait }) => trait)).toEqual(['visits'])
    const { summary, marketing_strategems } = interpret(model.encoder, told[typical]!, 'Typical Tatum')
    expect(summary).not.toContain('total')
    expect(marketing_strategems.join()).not.toContain('more than their share of revenue')
  })

  test('one product is to be put first, not two', () => {
    const kinds = Array.from({ length: 600 }, (_, i) => i % 2)
    const share = (product: string) =>
      numbers(
        `orders_share_product:${product}`,
        kinds.map((g, i) => (g === 0 ? 0.5 : 0) + (i % 5) / 100),
        {
          literate: `share of "${product}" among orders`,
          source: 'stream',
          subject: product,
          concept: 'product_share',
        },
      )
    const table = tableOf(share('tea'), share('cake'))
    const { model, assignment } = fitModel(table, {
      seed: 's',
      engine,
      k: 2,
      encoder: { dimensions: table.columns.map(({ name }) => name) },
    })
    const told = finishDescription(model.encoder, describeShard(model.encoder, 2, table, assignment.persona)).personas
    const { marketing_strategems } = interpret(model.encoder, told[assignment.persona[0]!]!, 'Tea-loving Tatum')
    expect(told[assignment.persona[0]!]!.salient.map(({ direction }) => direction)).toEqual(['higher', 'higher'])
    expect(marketing_strategems.filter((one) => one.includes('first in mails'))).toHaveLength(1)
    expect(marketing_strategems).toHaveLength(3)
  })

  test('shares and varieties of channels are told as such, and name people', () => {
    const group = Array.from({ length: 600 }, (_, i) => i % 3)
    const table = tableOf(
      numbers(
        'orders_share_channel:web',
        group.map((g) => [1, 0, 0.5][g]!),
        { literate: 'share of "web" among orders', source: 'stream', subject: 'web', concept: 'channel' },
      ),
      numbers(
        'orders_distinct_channel',
        group.map((g) => [1, 1, 2][g]!),
        { literate: 'number of different channels', source: 'stream', concept: 'breadth' },
      ),
      numbers(
        'number_of_logins',
        group.map((g) => [30, 5, 5][g]!),
      ),
    )
    const { model, assignment } = fitModel(table, { seed: 's', engine, k: 3 })
    expect(model.personas.map(({ name }) => name).join()).not.toMatch(/share-of|number-of/)
    expect(model.personas[assignment.persona[0]!]!.name).toMatch(/^(Web-loving|High-logins) /)
    const told = finishDescription(model.encoder, describeShard(model.encoder, 3, table, assignment.persona)).personas
    const both = interpret(model.encoder, told[assignment.persona[0]!]!, 'Web-loving Wes')
    expect(both.summary).toContain('Often through web · 100 % of orders, others 25 %')
    expect(both.marketing_strategems).toContain('Reach them through web, the channel they are known for.')
    // Of products nothing is known.
    for (const persona of told) {
      expect(interpret(model.encoder, persona, 'Name').marketing_strategems.join()).not.toMatch(/buy widely|catalogue/)
    }
  })

  test.each([
    ['age', 30, 70],
    ['birth_date', 10_000, -6_000],
    ['year_of_birth', 1996, 1956],
  ])('%s: who is older is named and drawn as such', (name, younger, older) => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 2 ? younger : older) + (i % 7))
    const column = name === 'birth_date' ? { ...numbers(name, values), kind: 'date' as const } : numbers(name, values)
    const { model, assignment } = fitModel(tableOf(column), { seed: 's', engine, k: 2, avoidProtected: false })
    const [old, young] = [0, 1].map((row) => model.personas[assignment.persona[row]!]!)
    expect([old!.name, old!.portrait.nose]).toEqual([expect.stringMatching(/^Senior /), ['wrinkles']])
    expect([young!.name, young!.portrait.nose]).toEqual([
      expect.stringMatching(/^Young /),
      ['mediumRound', 'smallRound'],
    ])
    expect(young!.portrait.eyes).toEqual(['happy', 'wink'])
  })

  test.each([
    ['last_order_date', 20_000, 19_000, 'Recent', 'Paused', 'Write to them now', 'win-back'],
    ['signup_date', 20_000, 17_000, 'New', 'Long-standing', 'Welcome them', 'Thank them for staying'],
    ['customer_since', 2025, 2010, 'New', 'Long-standing', 'Welcome them', 'Thank them for staying'],
  ])('%s: later is more recent, newer', (name, late, early, word, otherWord, advice, otherAdvice) => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 2 ? late : early) + (i % 3))
    const column = late > 3000 ? { ...numbers(name, values), kind: 'date' as const } : numbers(name, values)
    const table = tableOf(column)
    const { model, assignment } = fitModel(table, { seed: 's', engine, k: 2 })
    const told = finishDescription(model.encoder, describeShard(model.encoder, 2, table, assignment.persona)).personas
    const [earlier, later] = [0, 1].map((row) => {
      const p = assignment.persona[row]!
      const { summary, marketing_strategems } = interpret(model.encoder, told[p]!, 'Name')
      expect(summary).toMatch(/ · \d{4}(-\d\d-\d\d)?, others \d{4}(-\d\d-\d\d)?\.$/)
      return [model.personas[p]!.name, marketing_strategems.join()]
    })
    expect(later).toEqual([expect.stringMatching(`^${word} `), expect.stringContaining(advice)])
    expect(earlier).toEqual([expect.stringMatching(`^${otherWord} `), expect.stringContaining(otherAdvice)])
  })

  test('a generation is called by its name, not young', () => {
    const labels = Array.from({ length: 300 }, (_, i) => ['Boomers', 'Millennials'][i % 2]!)
    const table = tableOf(categories('generation', labels))
    const { model } = fitModel(table, { seed: 's', engine, k: 2, avoidProtected: false })
    expect(model.personas.map(({ name }) => name.split(' ')[0]).sort()).toEqual(['Boomers', 'Millennials'])
    expect(model.personas.map(({ portrait }) => portrait.nose)).not.toContainEqual(['wrinkles'])
  })

  test('a name does not end in a word that only joins', () => {
    const guild = ['Île-de-France', 'Isle of Man', 'Stratford-upon-Avon']
    const group = Array.from({ length: 300 }, (_, i) => i % 3)
    const table = tableOf(
      categories(
        'guild',
        group.map((g) => guild[g]!),
      ),
    )
    const words = fitModel(table, { seed: 's', engine, k: 3 }).model.personas.map(({ name }) => name.split(' ')[0])
    expect(words.sort()).toEqual(['Isle-of-Man', 'Stratford', 'Île-de-France'])
  })

  test('numbers are written the same everywhere', () => {
    expect([0, 0.004, 0.01, 0.994, 0.996, 1].map((share) => percent(share))).toEqual([
      '0 %',
      'under 1 %',
      '1 %',
      '99 %',
      'over 99 %',
      '100 %',
    ])
    expect([1234567.8, 99.96, 2.64, 0.12345, -1500, -0.001, 0].map((x) => plainNumber(x))).toEqual([
      ...['1,234,568', '100', '2.6', '0.12', '-1,500', '-0.001', '0'],
    ])
  })

  test('portraits are stable SVG with their licence inside, and free of protected traits when those are avoided', () => {
    for (const persona of model.personas) {
      const svg = drawPortrait(persona.portrait)
      expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/)
      expect(svg).toContain('creativecommons.org/licenses/by/4.0')
      expect(drawPortrait(JSON.parse(JSON.stringify(persona.portrait)))).toBe(svg)
      expect(persona.portrait.facial_hair).toEqual([])
    }
    const free = fitModel(table, { ...options, avoidProtected: false }).model
    const old = free.personas.find((persona) => persona.portrait.nose.includes('wrinkles'))
    expect(old!.portrait.hair_colour).toEqual(['#dee1f5'])
  })
})
