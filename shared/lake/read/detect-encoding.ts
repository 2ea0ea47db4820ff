import { detectAll } from 'jschardet'
import { configuredEncoding, streamDecoder } from './encoding.ts'
import { plausibility } from './plausible-text.ts'

/**
 * The encodings that a file without a mark may be found to have, by the detector's names, and how much is needed to prefer
 * each: the rarer an encoding is in exports of today, the more its text must look like words.
 */
const CANDIDATES: Readonly<Record<string, { label: string; weight: number }>> = {
  'Windows-1252': { label: 'windows-1252', weight: 1.1 },
  'Windows-1250': { label: 'windows-1250', weight: 1 },
  'Windows-1251': { label: 'windows-1251', weight: 1 },
  GB18030: { label: 'gb18030', weight: 1 },
  CP932: { label: 'shift_jis', weight: 1 },
  MacRoman: { label: 'macintosh', weight: 0.95 },
  'Windows-1253': { label: 'windows-1253', weight: 0.9 },
  'Windows-1254': { label: 'windows-1254', weight: 0.9 },
  'Windows-1255': { label: 'windows-1255', weight: 0.9 },
  'Windows-1256': { label: 'windows-1256', weight: 0.9 },
  'Windows-1257': { label: 'windows-1257', weight: 0.8 },
  Big5: { label: 'big5', weight: 0.9 },
  'EUC-JP': { label: 'euc-jp', weight: 0.9 },
  CP949: { label: 'euc-kr', weight: 0.9 },
  'KOI8-R': { label: 'koi8-r', weight: 0.9 },
}

/**
 * The likely encoding of a sample that is not UTF-8: the detector's opinion of each candidate, times how much the text it
 * gives looks like words. windows-1252 where the text is the same, and where nothing looks like words at all.
 */
export function detectEncoding(sample: Buffer): string {
  const lines = linesBeyondAscii(sample)
  const names = Object.keys(CANDIDATES)
  const found = detectAll(lines, { detectEncodings: names, minimumThreshold: 0 })
  const fallback = 'windows-1252'
  let best = { encoding: fallback, text: streamDecoder(fallback)(lines, true), score: 0 }
  const known = best.text
  for (const { encoding, confidence } of found) {
    const candidate = CANDIDATES[encoding ?? '']
    if (!candidate) continue
    const text = streamDecoder(candidate.label)(lines, true)
    const score = confidence * candidate.weight * plausibility(text) ** 2
    if (score > best.score) best = { encoding: candidate.label, text, score }
  }
  return best.text === known ? fallback : configuredEncoding(best.encoding)
}

const MOST_SAMPLED = 1 << 16

/** The lines with a byte beyond ASCII, up to 64 KB of them: all that tells encodings apart. */
function linesBeyondAscii(sample: Buffer): Buffer {
  const lines: Buffer[] = []
  let size = 0
  for (let at = 0; at < sample.length && size < MOST_SAMPLED; ) {
    const end = sample.indexOf(10, at)
    const line = sample.subarray(at, end < 0 ? sample.length : end + 1)
    at += line.length
    if (!line.some((byte) => byte > 127)) continue
    lines.push(line.subarray(0, MOST_SAMPLED - size))
    size += line.length
  }
  return Buffer.concat(lines)
}
