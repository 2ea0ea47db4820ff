import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { resvgBytes } from './resvg-bytes.ts'

/** Pixels of a side: a mail shows 64, and a sharp screen has two for each. */
const side = 128

let ready: Promise<void> | undefined

/** resvg starts once a process; a start that failed is not kept, so that the next portrait tries again. */
function drawingReady(): Promise<void> {
  ready ??= initWasm(resvgBytes()).catch((error) => {
    ready = undefined
    throw error
  })
  return ready
}

/**
 * Portraits as PNG, in base64, by the key of their SVG: many mail readers show no SVG. Same portrait, same bytes, on every
 * machine. A portrait is some 3 KB.
 */
export async function portraitPngs(svgs: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  await drawingReady()
  return Object.fromEntries(Object.entries(svgs).map(([id, svg]) => [id, Buffer.from(pngOf(svg)).toString('base64')]))
}

function pngOf(svg: string): Uint8Array {
  // A portrait has no text: fonts need not be looked for.
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: side }, font: { loadSystemFonts: false } })
  const image = drawing.render()
  try {
    return image.asPng()
  } finally {
    image.free()
    drawing.free()
  }
}
