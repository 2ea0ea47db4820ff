import { describe, expect, test } from 'vitest'
import { matchRoute, type Route } from '../../../../local/api/routes.ts'
import { createClock, parseDuration } from '../../../../local/clock.ts'
import { createWork } from '../../../../local/work.ts'

describe('routes', () => {
  const routes = [
    'ANY /v1/things',
    'ANY /v1/things/{proxy+}',
    'GET /v1/things/{id}',
    'GET /v1/things/special',
    'POST /v1/things',
    '$default',
  ].map((key): Route => {
    const [method, path] = key === '$default' ? ['ANY', '/{proxy+}'] : (key.split(' ') as [string, string])
    return { key, method, segments: path.slice(1).split('/'), functionName: 'f', timeout: 30 }
  })
  test.each([
    ['GET', '/v1/things', 'ANY /v1/things', {}],
    ['POST', '/v1/things', 'POST /v1/things', {}],
    ['GET', '/v1/things/special', 'GET /v1/things/special', {}],
    ['GET', '/v1/things/1', 'GET /v1/things/{id}', { id: '1' }],
    ['PUT', '/v1/things/special', 'ANY /v1/things/{proxy+}', { proxy: 'special' }],
    ['GET', '/v1/things/a%20b/c', 'ANY /v1/things/{proxy+}', { proxy: 'a b/c' }],
    ['GET', '/v1/thingsandmore', '$default', {}],
    ['GET', '/v1/things/', '$default', {}],
    ['GET', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, key, pathParameters) => {
    const match = matchRoute(routes, method, path)
    expect(match?.route.key).toBe(key)
    expect(match?.pathParameters).toEqual(pathParameters)
  })

  test('without a $default there may be no route', () => {
    expect(matchRoute(routes.slice(0, -1), 'GET', '/v2')).toBeUndefined()
  })
})

describe('the clock', () => {
  test('advance does what falls due on the way, in order, each at its own time', async () => {
    const clock = createClock()
    const began = clock.now()
    const seen: [string, number][] = []
    const note = (name: string) => async () => {
      seen.push([name, Math.round((clock.now() - began) / 1000)])
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    clock.at(began + 20_000, note('b'))
    clock.at(began + 10_000, async () => {
      await note('a')()
      clock.at(began + 15_000, note('made by a'))
    })
    const cancel = clock.at(began + 12_000, note('cancelled'))
    clock.at(began + 90_000, note('later'))
    cancel()
    await clock.advance(30_000)
    expect(seen).toEqual([
      ['a', 10],
      ['made by a', 15],
      ['b', 20],
    ])
    expect(Math.round((clock.now() - began) / 1000)).toBe(30)
    clock.stop()
  })

  test('stands until what fell due is done, also where nobody awaits it', async () => {
    const clock = createClock()
    const work = createWork()
    clock.standsUntil(work.rest)
    const began = clock.now()
    const seen: [string, number][] = []
    const note = (name: string) => seen.push([name, Math.round((clock.now() - began) / 1000)])
    // As a state machine does: begins in a later turn, calls a function, waits by the clock, calls again.
    const call = () => work.count(new Promise((resolve) => setTimeout(resolve, 20)))
    const machine = async () => {
      await call()
      note('first call done')
      await new Promise<void>((resolve) => void clock.at(clock.now() + 30_000, resolve))
      await call()
      note('second call done')
    }
    clock.at(began + 10_000, () => void setImmediate(machine))
    clock.at(began + 11_000, () => note('soon after'))
    clock.at(began + 50_000, () => note('late'))
    await clock.advance(60_000)
    expect(seen).toEqual([
      ['first call done', 10],
      ['soon after', 11],
      ['second call done', 40],
      ['late', 50],
    ])
    clock.stop()
  })

  test('two advances at once are one after the other', async () => {
    const clock = createClock()
    const remembered: number[] = []
    const second = createClock(5000, (offset) => remembered.push(offset))
    await Promise.all([clock.advance(1000), clock.advance(2000), second.advance(1000)])
    expect(Math.round(clock.offset() / 100)).toBe(30)
    expect(Math.round(remembered[0]! / 100)).toBe(60)
    clock.stop()
    second.stop()
  })

  test('real time fires, too', async () => {
    const clock = createClock()
    await new Promise<void>((resolve) => void clock.at(clock.now() + 10, resolve))
    clock.stop()
  })

  test.each([
    ['6h', 21_600_000],
    ['90m', 5_400_000],
    ['1.5d', 129_600_000],
    ['30s', 30_000],
    ['1h54m', 6_840_000],
    ['1d2h', 93_600_000],
    ['1d 2h 5s', 93_605_000],
    [250, 250],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })

  test('what is no duration is refused', () => {
    for (const text of ['soon', '', '1h54', '54m1h', '1h1h', 'h', '1h and 5m'])
      expect(() => parseDuration(text)).toThrow(`not a duration: "${text}"`)
    expect(() => parseDuration(-5)).toThrow('not a duration')
  })
})
