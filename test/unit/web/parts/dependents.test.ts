import { expect, test } from 'vitest'
import type { Edge } from '../../../../web/api/types.ts'
import { dependentsOf, goesAlong } from '../../../../web/parts/dependents.ts'

/** `datasets:a > streams:o`: the second is made from the first. */
const graph = (...arrows: string[]): Edge[] =>
  arrows.map((arrow) => {
    const [[upstream_type, upstream_id], [downstream_type, downstream_id]] = arrow
      .split(' > ')
      .map((end) => end.split(':')) as [[string, string], [string, string]]
    return {
      ...{ upstream_type, upstream_id, upstream_literate: upstream_id, upstream_status: 'ready' as const },
      ...{ downstream_type, downstream_id, downstream_literate: downstream_id, downstream_status: 'ready' as const },
    }
  })
const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id)

const shop = graph(
  'datasets:orders > people:p',
  'datasets:orders > streams:o',
  'datasets:crm > people:p',
  'datasets:crm > traits:age',
  'streams:o > cohorts:buyers',
  'traits:age > cohorts:old',
  'cohorts:buyers > persona_sets:set',
  'cohorts:buyers > scopes:scope',
  'persona_sets:set > scopes:scope',
  'scopes:scope > targets:file',
  'scopes:scope > schedules:mondays',
)

test('all that is made of a resource stands in its way, nearest first; streams and traits only by what reads them', () => {
  expect(ids(dependentsOf(shop, 'orders'))).toEqual(['buyers', 'set', 'scope', 'file', 'mondays'])
  expect(ids(dependentsOf(shop, 'crm'))).toEqual(['old'])
  expect(ids(dependentsOf(shop, 'set'))).toEqual(['scope', 'file', 'mondays'])
  expect(ids(dependentsOf(shop, 'file'))).toEqual([])
})

test('a stream that another dataset makes, too, stays, and so does what reads it', () => {
  const both = [...shop, ...graph('datasets:more > streams:o')]
  expect(ids(dependentsOf(both, 'orders'))).toEqual([])
  expect(ids(dependentsOf(both, 'more'))).toEqual([])
})

test('with a delivery go its schedules and its population, unless another delivery has it', () => {
  expect(ids(goesAlong(shop, 'file'))).toEqual(['mondays', 'scope'])
  expect(goesAlong([...shop, ...graph('scopes:scope > targets:other')], 'file')).toEqual([])
  expect(goesAlong(shop, 'nowhere')).toEqual([])
})
