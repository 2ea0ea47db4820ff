import type { Examples } from '../../contract/with-examples.ts'
import {
  buildExamples,
  counted,
  envelope,
  id,
  monday,
  moves,
  often,
  personaSetName,
  seldom,
  usualOperations,
  whoIsWho,
} from '../example-shop.ts'

const personas = { name: personaSetName, cohort_id: id.cohorts }
const fourPersonas = {
  ...personas,
  name: 'Four personas',
  number_of_clusters: 4,
  clustering_dimensions: { traits: ['size'], streams: { orders: ['product'] } },
  refit: 'manual',
  engine: 'wasm',
  explore: false,
  preview: false,
}

const persona = (named: typeof often, individuals_count: number, days: number) => ({
  ...named,
  individuals_count,
  share: individuals_count / 100,
  details: { center: { days_since_last_order: days } },
  previous_name: 'Quiet Quinn',
  name_note:
    'This name may be out of date. When it was given, these people stood out by this: Ordered longest ago. This is no longer among what sets them apart most.',
  color_slot: 0,
  headline: `Ordered most recently (${days} days ago)`,
  salient: [
    {
      trait: 'days_since_last_order',
      direction: 'lower',
      value: null,
      label: 'Ordered most recently',
      figure: `${days} days ago`,
      others: '210',
      phrase: `Ordered most recently · ${days} days ago, others 210`,
      effect: -0.9,
      leads: true,
    },
  ],
  interpretation: {
    summary: `${named.name} stands for ${individuals_count} people.`,
    marketing_strategems: ['Show them what goes with their last order.'],
  },
  avatar: `https://api.example.com/v1/persona_sets/${id.persona_sets}/personas/${named.id}/avatar.svg?v=0f2d7c1b8e06a1b2`,
})
const ordersOften = persona(often, 60, 12)
const ordersSeldom = persona(seldom, 40, 210)

const sums = { buyers: 60, orders: 360, value: 3600, average_order_value: 10, lifetime_days: 28 }
const bins = { count: 60, percent: 100 }

export const examples: Partial<Examples> = {
  ids: { persona_sets: id.persona_sets },
  components: {
    PersonaSetConfig: [personas, fourPersonas],
    Persona: [ordersOften],
    PersonaSet: [
      {
        ...envelope('persona_sets'),
        ...personas,
        refit: 'on_change',
        population_count: 100,
        dimensions: ['days_since_last_order'],
        as_of: monday,
        data_up_to: '2024-05-27T12:00:00.000Z',
        fitted: { as_of: '2024-05-27T12:00:00.000Z', data_up_to: '2024-05-27T12:00:00.000Z', population_count: 98 },
        as_of_note: 'No new data since 27 May 2024: counted as of 3 Jun 2024.',
        moved_count: 4,
        moves,
        changes: [
          {
            change: 'kept',
            from: [often],
            to: [often],
            overlap: 0.97,
          },
          {
            change: 'renamed',
            from: [{ id: often.id, name: 'Quiet Quinn' }],
            to: [often],
            reason:
              'They were named for days since the last order, higher than elsewhere: this no longer sets them apart.',
          },
        ],
        personas: [ordersOften, ordersSeldom],
      },
    ],
  },
  operations: {
    ...usualOperations('persona_sets', 'Personas of the customers'),
    ...buildExamples('persona_sets'),
    'persona_sets.renamePersona': { body: { name: often.name } },
    'persona_sets.avatar': {
      response: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="24"/></svg>',
    },
    'persona_sets.conversion': {
      response: {
        persona_set_id: id.persona_sets,
        from: id.cohorts,
        to: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e15',
        total: { people: 100, converted: 50, rate: 0.5, low: 0.404, high: 0.596 },
        personas: [
          {
            ...{ persona_id: often.id, name: often.name, people: 60, converted: 45 },
            ...{ rate: 0.75, low: 0.628, high: 0.842, stands_out: 'higher' },
          },
          {
            ...{ persona_id: seldom.id, name: seldom.name, people: 40, converted: 5 },
            ...{ rate: 0.125, low: 0.055, high: 0.261, stands_out: 'lower' },
          },
        ],
        unassigned: { people: 0, converted: 0, rate: null, low: null, high: null },
      },
    },
    'persona_sets.places': {
      response: {
        level: 'state',
        people: 90,
        unplaced_count: 10,
        hidden_count: 4,
        personas: [
          { persona_id: often.id, name: often.name, color_slot: 0, count: 54, share: 0.6 },
          { persona_id: seldom.id, name: seldom.name, color_slot: 1, count: 36, share: 0.4 },
        ],
        places: [
          {
            place: 'VT',
            place_id: 'state:VT',
            people: 40,
            personas: [
              { persona_id: often.id, count: 32, share: 0.8, index: 1.22 },
              { persona_id: seldom.id, count: 8, share: 0.2, index: 0.67 },
            ],
          },
        ],
      },
    },
    'persona_sets.ordersOverTime': {
      response: {
        grain: 'month',
        periods: [{ from: '2024-05-01', until: '2024-05-31' }],
        personas: [
          {
            ...{ persona_id: often.id, name: often.name, color_slot: 0 },
            periods: [{ orders: 40, buyers: 31, value: 1120, average_order_value: 28 }],
          },
        ],
        total: [{ orders: 40, buyers: 31, value: 1120, average_order_value: 28 }],
      },
    },
    'persona_sets.download': { response: whoIsWho },
    'persona_sets.dimensions': {
      response: [
        {
          persona_id: often.id,
          traits: [
            {
              trait_name: 'days_since_last_order',
              literate: 'days since the last order',
              unit: 'days',
              clustered: true,
              salient: true,
              effect: 0.9,
              unknown_count: 0,
              bins: [{ data_type: 'number', min: 0, max: 30, ...bins, label: '0 – 30' }],
            },
            {
              trait_name: 'orders_share_product:mug',
              base_count: 360,
              bins: [{ data_type: 'number', min: 0, max: 1, ...bins }],
            },
            { trait_name: 'subscribed', bins: [{ data_type: 'boolean', value: true, ...bins, label: 'yes' }] },
            {
              trait_name: 'first_order',
              bins: [
                { data_type: 'date', min: '2023-08-01', max: '2024-05-31', ...bins, label: '2023-08-01 – 2024-05-31' },
              ],
            },
            { trait_name: 'size', bins: [{ data_type: 'text', value: 'small', ...bins, label: 'small' }] },
          ],
        },
      ],
    },
    'persona_sets.traits': {
      response: [
        {
          trait_name: 'days_since_last_order',
          literate: 'days since the last order',
          unit: 'days',
          kept: true,
          reason: 'it tells people apart',
          same_as: null,
          steps: ['logarithm', 'standardised'],
          weight: 1,
          coverage: 1,
          protected: false,
        },
      ],
    },
    'persona_sets.flow': {
      response: [
        {
          persona_id: often.id,
          days: counted(60),
          sampled: false,
          sample_share: 1,
          marks: [
            {
              date: '2024-06-02',
              kind: 'refit',
              note: 'Fitted anew on data up to 2024-06-02: the days before are as they were counted then',
            },
          ],
        },
        { persona_id: 'b2c3d4e5', gone: 'Lamp-loving Lou', days: counted(4) },
      ],
    },
    'persona_sets.revenue': {
      response: [
        {
          persona_id: often.id,
          people: 60,
          ...sums,
          orders_per_person: 6,
          value_per_person: 60,
          months: [{ month: '2024-05', ...sums }],
          products: [{ product: 'mug', orders: 360, value: 3600 }],
        },
      ],
    },
    'persona_sets.drift': {
      response: {
        refit: false,
        sentence: 'The customers are much like those the personas were made of.',
        traits: [{ trait: 'days_since_last_order', psi: 0.04, level: 'steady' }],
      },
    },
    'persona_sets.selection': {
      response: {
        method: 'evidence',
        chosen: 2,
        reason: 'Two personas fit best. With 3, groups are not stable (71 % agreement).',
        weak: false,
        larger_number: null,
        warning: null,
        people: 100,
        candidates: [
          {
            k: 2,
            silhouette_squared_euclidean: 0.81,
            davies_bouldin: 0.4,
            calinski_harabasz: 310,
            stability: 0.98,
            separation: 0.9,
            chance_silhouette: 0.3,
            smallest_share: 0.4,
            distinct: true,
            fails: [],
          },
        ],
      },
    },
  },
  fields: {
    level: ['state'],
    grain: ['month'],
    placeholders_as_values: [['size']],
    mail_error: [
      'The mail about these personas was not sent: the domain of the sender is not verified at the mail service.',
    ],
    persona_id: [often.id],
    traits: ['size'],
    bins: ['nice'],
    v: ['0f2d7c1b8e06a1b2'],
    modeling_fields: [['size']],
    weak: ['the customers differ little from each other'],
    'fails[]': ['unsteady'],
    larger_number: [12],
  },
}
