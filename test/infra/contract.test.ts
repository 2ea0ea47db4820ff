import { expect, test } from 'vitest'
import { apiNouns, lakeQueries } from '../../cdk/functions.ts'
import { contract } from '../../shared/nouns/nouns.ts'
import { ofType, serviceTemplate } from './assembly.ts'

const routeKeys = ofType(serviceTemplate, 'AWS::ApiGatewayV2::Route').map(([, route]) =>
  String(route.Properties.RouteKey),
)

test('every noun of the contract has its function and its routes', () => {
  expect([...apiNouns, 'openapi', 'intake', 'spaces'].sort()).toEqual(Object.keys(contract).sort())
})

/** Parts of the contract whose paths are routes one by one. */
const alone = ['openapi', 'intake']

test('every operation of a noun falls under the routes of its function', () => {
  for (const [noun, operations] of Object.entries(contract)) {
    for (const { method, path } of Object.values(operations)) {
      const [, , second, ...rest] = path.split('/')
      const key = alone.includes(noun) ? `${method} ${path}` : `ANY /v1/${second}${rest.length ? '/{proxy+}' : ''}`
      expect(routeKeys, path).toContain(key)
      if (!alone.includes(noun)) expect(second, path).toBe(noun)
    }
  }
})

test('every question to the lake is an operation of the contract and has a route by itself', () => {
  const operations = Object.values(contract).flatMap((noun) => Object.values(noun))
  const known = operations.map(({ method, path }) => `${method} ${path}`)
  for (const route of Object.values(lakeQueries).flat()) {
    expect(known).toContain(route)
    expect(routeKeys).toContain(route)
  }
})
