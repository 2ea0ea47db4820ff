import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byStamp, type Fact, factKey, identifierText, type Parted } from '../../../../shared/engines/identity/fact.ts'
import { resolveFacts } from '../../../../shared/engines/identity/resolve-facts.ts'
import { sharedUserIds } from '../../../../shared/engines/identity/shared-user-ids.ts'
import { atomOf } from '../../../../shared/engines/profiles/fact.ts'
import { allRules, facts, type RulesName, someRules, standard } from '../../../support/random-facts.ts'

/** Resolved facts, and per fact the texts of the identifiers that linked it. */
function linked({ facts, apart }: { facts: readonly Fact[]; apart: readonly Parted[] }, name: RulesName) {
  const rules = allRules[name]
  const resolution = resolveFacts(facts, rules, apart)
  const gone = facts.map(() => new Set<string>())
  for (const { fact, identifier, reason } of resolution.setAside)
    if (reason !== 'names') gone[fact]!.add(identifierText(identifier))
  const firstSaying = new Map<string, number>()
  const texts = facts.map((): string[] => [])
  for (const i of [...facts.keys()].sort((a, b) => byStamp(facts[a]!, facts[b]!))) {
    const key = factKey(facts[i]!, rules)
    const first = firstSaying.get(key) ?? i
    firstSaying.set(key, first)
    texts[i] = facts[i]!.identifiers.map(identifierText).filter((text) => !gone[first]!.has(text))
  }
  return { ...resolution, texts }
}

describe('whatever happened', () => {
  test('nobody has two user_ids, or both of what somebody has parted', () => {
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const { people, texts } = linked(given, name)
        for (const { facts: own } of people) {
          const held = new Set(own.flatMap((fact) => texts[fact]!))
          expect([...held].filter((text) => text.startsWith('user_id:')).length).toBeLessThanOrEqual(1)
          for (const pair of given.apart) expect(pair.every((one) => held.has(identifierText(one)))).toBe(false)
        }
      }),
      { numRuns: 300, seed: 31 },
    )
  })

  test('nobody has more of a kind than its limit, counted in its window; but a record by itself breaks nothing', () => {
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const { people, texts } = linked(given, name)
        for (const { facts: own } of people) {
          const since = new Map<string, number>()
          const excused = new Set<string>()
          for (const fact of own) {
            const hasOwnId = texts[fact]!.some((text) => /^(?:user_id|crm):/.test(text))
            for (const text of texts[fact]!) {
              const { time } = given.facts[fact]!
              since.set(text, Math.min(time, since.get(text) ?? time))
              const kind = text.split(':')[0]!
              const together = texts[fact]!.filter((other) => other.startsWith(`${kind}:`)).length
              const { limit, role } = allRules[name].kinds.find((rule) => rule.kind === kind)!
              if ((hasOwnId && role === 'contact') || together > limit) excused.add(text)
            }
          }
          const last = Math.max(...own.map((fact) => given.facts[fact]!.time))
          for (const { kind, limit, window } of allRules[name].kinds) {
            const from = last - (window === 'ever' ? Infinity : window)
            const counting = [...since].filter(
              ([text, time]) => text.startsWith(`${kind}:`) && !excused.has(text) && time > from,
            )
            expect(counting.length).toBeLessThanOrEqual(limit)
          }
        }
      }),
      { numRuns: 300, seed: 32 },
    )
  })

  test('the facts of a person hang together by identifiers that linked, and no fact without one is anybody’s', () => {
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const { people, personOf, texts } = linked(given, name)
        for (const { facts: own } of people) {
          const reached = new Set(texts[own[0]!])
          for (let size = -1; size !== reached.size; ) {
            size = reached.size
            for (const fact of own)
              if (texts[fact]!.some((text) => reached.has(text))) for (const text of texts[fact]!) reached.add(text)
          }
          for (const fact of own) expect(texts[fact]!.some((text) => reached.has(text))).toBe(true)
        }
        for (const [fact, person] of personOf.entries()) expect(person < 0).toBe(texts[fact]!.length === 0)
      }),
      { numRuns: 300, seed: 33 },
    )
  })

  test('an identifier finds one person, or several whose names kept them apart', () => {
    let several = 0
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const { people } = resolveFacts(given.facts, allRules[name], given.apart)
        const holders = new Map<string, number[]>()
        for (const [person, { identifiers }] of people.entries())
          for (const one of identifiers) {
            const text = identifierText(one)
            holders.set(text, [...(holders.get(text) ?? []), person])
          }
        for (const [text, own] of holders) {
          if (own.length === 1) continue
          several++
          expect(text).toMatch(/^(?:email|phone|name_address):/)
          for (const person of own)
            expect(people[person]!.facts.some((fact) => given.facts[fact]!.name?.first)).toBe(true)
        }
      }),
      { numRuns: 300, seed: 34 },
    )
    expect(several).toBeGreaterThan(50)
  })

  test('all that lies at one atom belongs to one person: the holder of its user_id, or that of the fact', () => {
    const met = { user: 0, shared: 0, alone: 0 }
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const resolution = resolveFacts(given.facts, allRules[name], given.apart)
        const { people, personOf } = resolution
        const shared = sharedUserIds(resolution)
        const atoms = new Map<string, number>()
        for (const [i, fact] of given.facts.entries()) {
          const { at, fact: key } = atomOf({ ...fact, key: factKey(fact, allRules[name]) })
          const userId = fact.identifiers.find(({ kind }) => kind === 'user_id')
          expect(userId ? at : key, 'a user_id is an atom, else the fact is').toBe(
            userId ?? factKey(fact, allRules[name]),
          )
          const isShared = userId !== undefined && shared.has(userId.value)
          // Events at a user_id of nobody's belong to the people of their facts.
          if (!isShared) {
            const atom = key ?? identifierText(at)
            expect(atoms.get(atom) ?? personOf[i]).toBe(personOf[i])
            atoms.set(atom, personOf[i]!)
          }
          if (!userId) continue
          const holders = people.flatMap(({ identifiers }, person) =>
            identifiers.some((one) => identifierText(one) === identifierText(userId)) ? [person] : [],
          )
          if (isShared) {
            expect(holders).toEqual([])
            met[personOf[i]! < 0 ? 'alone' : 'shared']++
          } else {
            expect(holders).toEqual([personOf[i]])
            met.user++
          }
        }
      }),
      { numRuns: 400, seed: 35 },
    )
    for (const [how, count] of Object.entries(met)) expect(count, how).toBeGreaterThan(50)
  })

  test('facts that share no identifier never have to do with each other: components can be resolved one by one', () => {
    fc.assert(
      fc.property(facts, someRules, (given, name) => {
        const whole = resolveFacts(given.facts, allRules[name], given.apart)
        for (const own of componentsOf(given.facts)) {
          const alone = own.map((fact) => given.facts[fact]!)
          const { people, personOf } = resolveFacts(alone, allRules[name], given.apart)
          for (const [i, fact] of own.entries())
            expect(people[personOf[i]!]?.id).toBe(whole.people[whole.personOf[fact]!]?.id)
        }
      }),
      { numRuns: 200, seed: 36 },
    )
  })
})

/** Indices of facts that hang together by their identifiers. */
function componentsOf(facts: readonly Fact[]): number[][] {
  let components: { texts: Set<string>; own: number[] }[] = []
  for (const [fact, { identifiers }] of facts.entries()) {
    const one = { texts: new Set(identifiers.map(identifierText)), own: [fact] }
    for (const other of components.filter(({ texts }) => [...texts].some((text) => one.texts.has(text)))) {
      for (const text of other.texts) one.texts.add(text)
      one.own.push(...other.own)
      components = components.filter((it) => it !== other)
    }
    components.push(one)
  }
  return components.map(({ own }) => own)
}

describe('a fact', () => {
  const fact = (texts: string[], more: Partial<Fact> = {}): Fact => ({
    identifiers: texts.map((text) => ({ kind: text.split(':')[0]!, value: text.split(':')[1]! })),
    time: 10,
    tie: '',
    ...more,
  })
  const weekly = {
    ...standard,
    kinds: standard.kinds.map((rule) => (rule.kind === 'anonymous_id' ? { ...rule, window: 7 } : rule)),
  }
  const one = ['user_id:u1', 'anonymous_id:a1']

  test.each<[string, Fact, Fact, boolean]>([
    ['said in another order', fact(one), fact([...one].reverse()), true],
    ['said later', fact(one), fact(one, { time: 13, tie: 'x' }), true],
    ['said in another window', fact(one), fact(one, { time: 14 }), false],
    ['without a kind that has a window', fact(['user_id:u1']), fact(['user_id:u1'], { time: 99 }), true],
    ['with a name', fact(one), fact(one, { name: { first: 'ann', last: 'lee' } }), false],
    ['with a last name alone', fact(one), fact(one, { name: { first: null, last: 'lee' } }), true],
    ['of fewer identifiers', fact(one), fact(['user_id:u1']), false],
    ['whose identifier is there twice', fact(one), fact([...one, 'user_id:u1']), true],
  ])('%s', (_, said, again, isSame) => {
    expect(factKey(said, weekly) === factKey(again, weekly)).toBe(isSame)
  })
})
