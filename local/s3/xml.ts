/** The content of an XML element: text, elements, or a list of elements of one name. Undefined is left out. */
export type Xml = string | number | boolean | undefined | { [name: string]: Xml | Xml[] }

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
}

/** Control characters can't be written in XML 1.0; S3 asks clients that have them to use encoding-type=url. */
const escapeText = (text: string) => text.replace(/[&<>"\r\n]/g, (character) => ESCAPES[character]!)

function element(name: string, content: Xml | Xml[]): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((item) => element(name, item)).join('')
  const inner =
    typeof content === 'object'
      ? Object.entries(content)
          .map(([child, value]) => element(child, value))
          .join('')
      : escapeText(String(content))
  return `<${name}>${inner}</${name}>`
}

/** A whole document with S3's namespace. */
export function toXml(name: string, content: Xml): string {
  const body = element(name, content)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.replace(`<${name}>`, `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`)}`
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeText(text: string): string {
  return text.replace(/&(#x?)?(\w+);/g, (whole, number: string | undefined, name: string) => {
    if (number) return String.fromCodePoint(Number.parseInt(name, number === '#x' ? 16 : 10))
    return ENTITIES[name] ?? whole
  })
}

/** The contents of every element of a name, still XML. Enough for S3's requests, in which no element nests in itself. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inner]) => inner!)
}

/** The text of the first element of a name. */
export function elementText(xml: string, name: string): string | undefined {
  const [first] = elements(xml, name)
  return first === undefined ? undefined : unescapeText(first)
}
