import { expect, test } from 'vitest'
import { type Renamed, whyRenamed } from '../../../../../shared/engines/personas/describe/why-renamed.ts'

const recency = { trait: 'recency', direction: 'higher', value: null } as const
const pets = { trait: 'pets', direction: 'more', value: 'dog' } as const
const age = { trait: 'age', direction: 'higher', value: null } as const
const encoder = {
  traits: [
    { name: 'recency', literate: 'days since the last order', protected: false },
    { name: 'pets', literate: 'pets', protected: false },
    { name: 'age', literate: 'age', protected: true },
  ],
}
const avoids = { before: true, now: true }
const allowed = { before: false, now: false }
const forbidden = { before: false, now: true }
const named = 'They were named for days since the last order, higher than elsewhere'

/** An earlier name and its difference, the present one, the differences of today, the account's wish. */
const cases: [string, Renamed['before'], Renamed['now'], readonly object[], Renamed['avoided'], string][] = [
  [
    'it came from no difference',
    { name: 'Typical Ty' },
    { name: 'Paused Paul', named_for: recency },
    [recency],
    avoids,
    "Their earlier name came from no difference, today's says what sets them apart now.",
  ],
  [
    'the difference is gone',
    { name: 'Paused Paul', named_for: recency },
    { name: 'Pet-loving Pat', named_for: pets },
    [pets],
    avoids,
    `${named}: this no longer sets them apart.`,
  ],
  [
    'the difference has turned round',
    { name: 'Paused Paul', named_for: recency },
    { name: 'Recent Ray', named_for: { ...recency, direction: 'lower' } },
    [{ ...recency, direction: 'lower' }],
    avoids,
    `${named}: this no longer sets them apart.`,
  ],
  [
    'another value of the same trait',
    { name: 'Pet-loving Pat', named_for: pets },
    { name: 'Paused Paul', named_for: recency },
    [recency, { ...pets, value: 'cat' }],
    avoids,
    'They were named for pets "dog", more than elsewhere: this no longer sets them apart.',
  ],
  [
    'the difference still stands, another names them',
    { name: 'Paused Paul', named_for: recency },
    { name: 'Pet-loving Pat', named_for: pets },
    [pets, recency],
    avoids,
    `${named}: this still sets them apart, but their name comes from another difference now.`,
  ],
  [
    'the same difference in another word',
    { name: 'New Nell', named_for: recency },
    { name: 'Newer Nell', named_for: recency },
    [recency],
    avoids,
    `${named}, and still are: by today's figures another word says it.`,
  ],
  [
    'the same word, other people',
    { name: 'Paused Mom Penny', named_for: recency },
    { name: 'Paused Paul', named_for: recency },
    [recency],
    allowed,
    `${named}, and still are: the rest of the name follows whom these people mostly are today.`,
  ],
  [
    'the account wants no protected trait in names: of the difference',
    { name: 'Senior Sue', named_for: age },
    { name: 'Paused Paul', named_for: recency },
    [age, recency],
    forbidden,
    'They were named for age, higher than elsewhere: since then this account has chosen to name no persona by a protected trait.',
  ],
  [
    'the account wants no protected trait in names: of gender and family',
    { name: 'Paused Mom Penny', named_for: recency },
    { name: 'Paused Pat', named_for: recency },
    [recency],
    forbidden,
    `${named}: since then this account has chosen to name no persona by a protected trait.`,
  ],
  [
    'the wish changed, and is not the reason',
    { name: 'Paused Paul', named_for: recency },
    { name: 'Pet-loving Pat', named_for: pets },
    [pets],
    forbidden,
    `${named}: this no longer sets them apart.`,
  ],
]

test.each(cases)('%s', (_case, before, now, salient, avoided, sentence) => {
  expect(whyRenamed({ before, now, encoder, salient, avoided } as never)).toBe(sentence)
})
