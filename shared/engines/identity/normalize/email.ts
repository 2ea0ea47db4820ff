import { createHash } from 'node:crypto'
import { domainToASCII, domainToUnicode } from 'node:url'
import { BLOCKED_EMAILS, BLOCKED_HASHES, BLOCKED_MAILBOXES, BLOCKED_VALUES } from '../blocked.ts'
import * as pattern from '../patterns.ts'
import { isAscii, lower } from './fold-text.ts'
import { undressed, type Value } from './undress.ts'

const PLAUSIBLE = new RegExp(`^(?:${pattern.PLAUSIBLE_EMAIL})$`, 'u')
const PLUS_PART = new RegExp(pattern.PLUS_PART, 'u')
const SHA256_HEX = new RegExp(`^(?:${pattern.SHA256_HEX})$`, 'u')
const mailboxBlocked = new Set(BLOCKED_MAILBOXES)
const emailBlocked = new Set(BLOCKED_EMAILS)
const hashBlocked = new Set(BLOCKED_HASHES)
const valueBlocked = new Set(BLOCKED_VALUES)

/** A cell may hold so many addresses of one person; a longer list is cut. */
export const MOST_IN_A_CELL = 10

/** E-mail address, lower-cased; the plus part stays (it is removed only for the hash). Of several, the first. */
export const canonicalEmail = (value: Value): string | null => canonicalEmails(value)[0] ?? null

/** All addresses of a cell, each once, in their order; none where the cell is something else. */
export function canonicalEmails(value: Value): string[] {
  if (value == null) return []
  const found = writtenEmails(value).flatMap((address) => canonical(address) ?? [])
  return [...new Set(found)].slice(0, MOST_IN_A_CELL)
}

/** The cell as it is delivered: its first address, without what stands around it. */
export const writtenEmail = (value: string): string => writtenEmails(value)[0] ?? undressed(value)

/** Addresses in angles, brackets or parentheses: `Lee, Ann <ann@example.com>`, `Ann Lee [mailto:ann@example.com]`. */
const ENCLOSED = /[<[(]\s*([^<>[\]()\s]*@[^<>[\]()\s]*)\s*[>\])]/gu
/** A word about an address: `ann@example.com (work)`, `ann@example.com <Ann>`. */
const REMARK = /\([^()@]*\)|<[^<>@]*>|\[[^[\]@]*\]/gu
const HARD_SEPARATOR = /[;,|\n\r\uff1b\u3001\uff0c\u061b\u060c]+/u
const WORDS_BETWEEN = new Set([
  'and',
  'or',
  'und',
  'oder',
  'et',
  'ou',
  'y',
  'o',
  'e',
  'en',
  'of',
  '&',
  '+',
  '/',
  '-',
  ':::',
])
/** `mailto:`, `SMTP:`, `Work:` … A colon is no part of a plain address. */
const LABEL = /^(?:[^@]*:)+/u

function writtenEmails(value: string): string[] {
  const text = undressed(value.normalize('NFKC'))
  const whole = address(text)
  if (whole !== undefined) return [whole]
  if (!text.includes('@')) return []
  const enclosed = [...text.matchAll(ENCLOSED)].flatMap(([, inside = '']) => address(inside) ?? [])
  if (enclosed.length > 0) {
    const outside = text.replace(ENCLOSED, ';').split(HARD_SEPARATOR)
    return [...enclosed, ...outside.flatMap((item) => address(item) ?? [])]
  }
  const found: string[] = []
  for (const item of text.replace(REMARK, ' ').split(HARD_SEPARATOR)) {
    const own = addressesOf(item)
    if (own === undefined) return []
    found.push(...own)
  }
  return found
}

/** The addresses of a text without commas and semicolons; undefined where it says something else, too. */
function addressesOf(item: string): string[] | undefined {
  const one = address(item)
  if (one !== undefined) return [one]
  if (valueBlocked.has(lower(undressed(item)))) return []
  const words = item
    .replace(/:\s+/gu, ':')
    .split(/[\s/]+/u)
    .filter((word) => word && !WORDS_BETWEEN.has(lower(word)))
  const found = words.map(address)
  return found.every((word) => word !== undefined) && found.length > 0 ? found : undefined
}

/** One address as it is written, or undefined. */
function address(written: string): string | undefined {
  let text = undressed(written).replace(/^[<([{\s]+|[>)\]}\s]+$/gu, '')
  if (LABEL.test(text))
    text = undressed(text.replace(LABEL, '').replace(/^\/\//u, '').replace(/\?.*$/u, '').replaceAll(/%40/gu, '@'))
  text = text.replace(/[.,;:'’"\s]+$/u, '').replace(/\s*@\s*/u, '@')
  return isPlausible(text) ? text : undefined
}

const isPlausible = (text: string): boolean =>
  [...text].length <= 254 && PLAUSIBLE.test(lower(text).replaceAll('\u3002', '.'))

function canonical(written: string): string | null {
  const email = lower(written)
  const at = email.indexOf('@')
  const mailbox = email.slice(0, at)
  const whole = `${mailbox}@${oneDomain(email.slice(at + 1))}`
  return mailboxBlocked.has(mailbox) || emailBlocked.has(whole) ? null : whole
}

/** Punycode and Unicode name one domain; it is compared in Unicode. A domain that is neither stays as it is. */
function oneDomain(domain: string): string {
  if (isAscii(domain) && !domain.includes('xn--')) return domain
  const ascii = domainToASCII(domain)
  return (ascii && domainToUnicode(ascii)) || domain
}

/** A hash as the customer gives it: 64 hexadecimal digits, lower-cased. */
export function canonicalEmailHash(value: Value): string | null {
  if (value == null) return null
  const hash = lower(undressed(value)).replace(/^(?:sha-?256[:=])?(?:0x)?/u, '')
  return SHA256_HEX.test(hash) && !hashBlocked.has(hash) ? hash : null
}

/** The hash that meets canonicalEmailHash: SHA-256, in hex, of a canonical address without its plus part. */
export function emailHashOfEmail(canonicalAddress: string): string {
  return createHash('sha256').update(canonicalAddress.replace(PLUS_PART, '$1@')).digest('hex')
}
