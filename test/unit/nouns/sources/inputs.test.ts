import { expect, test } from 'vitest'
import { SourceConfig } from '../../../../shared/nouns/sources/contract.ts'
import { sourceNoun } from '../../../../shared/nouns/sources/sources.ts'
import { resource } from '../../../support/planned-account.ts'

test('a source is built again when events are older than it keeps them', () => {
  const source = resource('sources', 'website', SourceConfig.parse({ name: 'Website', retention_days: 30 }))
  const inputs = (since?: string) =>
    sourceNoun.inputs!(
      source as never,
      { logs: { website: { through: '2024-05-01T23', ...(since && { since }) } } } as never,
    )
  expect(inputs('2024-04-01')).toEqual(inputs('2024-04-01'))
  expect(inputs('2024-04-02')).not.toEqual(inputs('2024-04-01'))
})
