import { CustomerError } from '../../model/errors.ts'

/** A name that TextDecoder knows, or one that files are called by and TextDecoder is not. */
const ALIASES: Readonly<Record<string, string>> = {
  macroman: 'macintosh',
  cp932: 'shift_jis',
  'shift-jis': 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp65001: 'utf-8',
}

/** How the names of encodings are shown: as most programs write them. */
const SHOWN: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  macintosh: 'MacRoman',
  gbk: 'GBK',
  gb18030: 'GB18030',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
  'euc-jp': 'EUC-JP',
  'euc-kr': 'EUC-KR',
  'koi8-r': 'KOI8-R',
  'koi8-u': 'KOI8-U',
  ibm866: 'IBM866',
}

/** The name of an encoding as answers show it. Throws VALIDATION_FAILED for a name that nobody knows. */
export function configuredEncoding(name: string): string {
  const plain = name.trim().toLowerCase()
  try {
    const { encoding } = new TextDecoder(ALIASES[plain] ?? plain)
    return SHOWN[encoding] ?? encoding
  } catch {
    throw new CustomerError(
      'VALIDATION_FAILED',
      `encoding ${JSON.stringify(name)} is not known: names are "UTF-8", "windows-1252", "GBK", "Shift_JIS", "MacRoman" and others of https://encoding.spec.whatwg.org/#names-and-labels`,
    )
  }
}

/** Decodes one text after the other of an encoding that `configuredEncoding` or `detectEncoding` named. */
export function streamDecoder(encoding: string): (bytes: Buffer, last: boolean) => string {
  const plain = encoding.toLowerCase()
  const label = ALIASES[plain] ?? plain
  if (label === 'windows-1252') return (bytes) => fromWindows1252(bytes)
  const decoder = new TextDecoder(label, { ignoreBOM: true })
  return (bytes, last) => decoder.decode(bytes, { stream: !last })
}

/** 0x80 to 0x9F of windows-1252 (WHATWG's table: the five unassigned bytes stay control characters). */
const high = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** TextDecoder of some versions of Node takes windows-1252 for Latin-1. */
const fromWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (c) => high[c.charCodeAt(0) - 0x80]!)
