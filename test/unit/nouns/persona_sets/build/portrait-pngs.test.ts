import { expect, test, vi } from 'vitest'
import { drawPortrait } from '../../../../../shared/engines/personas/describe/draw-portrait.ts'
import { backgrounds, type Portrait } from '../../../../../shared/engines/personas/describe/portrait.ts'
import { portraitPngs } from '../../../../../shared/nouns/persona_sets/build/portrait-pngs.ts'

const portrait = (background: string): Portrait => ({
  seed: 'seed',
  hair: ['curly'],
  hair_colour: ['#362c47'],
  facial_hair: [],
  eyes: ['happy'],
  mouth: ['smile'],
  nose: ['smallRound'],
  clothes: ['squared'],
  background,
})

test('portraits become small square PNGs, of the same bytes each time, and differ where the portraits do', async () => {
  const svgs = { one: drawPortrait(portrait(backgrounds[0]!)), two: drawPortrait(portrait(backgrounds[1]!)) }
  const pngs = await portraitPngs(svgs)
  expect(Object.keys(pngs)).toEqual(['one', 'two'])
  const bytes = Buffer.from(pngs.one!, 'base64')
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
  // IHDR: width and height.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([128, 128])
  expect(bytes.length).toBeLessThan(12_000)
  expect(pngs.one).not.toBe(pngs.two)
  expect(await portraitPngs(svgs)).toEqual(pngs)
})

test('where the drawing library failed to start, the next build starts it again', async () => {
  const starts = vi.fn().mockRejectedValueOnce(new Error('out of memory')).mockResolvedValue(undefined)
  class Resvg {
    render = () => ({ asPng: () => Uint8Array.of(1), free: () => {} })
    free = () => {}
  }
  vi.doMock('@resvg/resvg-wasm', () => ({ initWasm: starts, Resvg }))
  vi.resetModules()
  const fresh = await import('../../../../../shared/nouns/persona_sets/build/portrait-pngs.ts')
  await expect(fresh.portraitPngs({ one: '<svg/>' })).rejects.toThrow('out of memory')
  for (let build = 0; build < 2; build++) expect(await fresh.portraitPngs({ one: '<svg/>' })).toEqual({ one: 'AQ==' })
  expect(starts).toHaveBeenCalledTimes(2)
  vi.doUnmock('@resvg/resvg-wasm')
  vi.resetModules()
})
