import { expect, test } from 'vitest'
import { matchOperation } from '../../../shared/contract/match.ts'
import { contract } from '../../../shared/nouns/nouns.ts'

const match = (noun: string, method: string, path: string) => matchOperation(contract[noun]!, method, path)

test('words win over parameters', () => {
  expect(match('accounts', 'GET', '/v1/accounts/current')?.name).toBe('current')
  expect(match('accounts', 'GET', '/v1/accounts/4b3f')).toMatchObject({ name: 'read', params: { id: '4b3f' } })
})

test('parameters are decoded once, and a stray percent sign is itself', () => {
  expect(match('streams', 'GET', '/v1/streams/web%20orders')?.params).toEqual({ id: 'web orders' })
  expect(match('streams', 'GET', '/v1/streams/100%')?.params).toEqual({ id: '100%' })
})

test('a slash at the end is forgiven, more or fewer segments are not', () => {
  expect(match('cohorts', 'GET', '/v1/cohorts/')?.name).toBe('list')
  expect(match('cohorts', 'GET', '/v1/cohorts/x/y')).toBeUndefined()
  expect(match('cohorts', 'PUT', '/v1/cohorts/x')).toBeUndefined()
  expect(match('uploads', 'POST', '/v1/uploads/a')).toBeUndefined()
})

test('no two operations answer one request', () => {
  const asked = Object.values(contract).flatMap((ops) =>
    Object.values(ops).map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
  )
  expect(new Set(asked).size).toBe(asked.length)
})
