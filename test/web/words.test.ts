import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { compileWords } from '../../cdk/compile-words.ts'
import { root } from '../../cdk/if-changed.ts'
import { chooseLanguage, figuresTag } from '../../web/words/choose-language.ts'

const languages = ['en', 'de'] as const
const wordsIn = (language: string): Map<string, string> =>
  new Map(
    globSync('*.json', { cwd: join(root, 'web/words', language) }).flatMap((file) =>
      Object.entries(
        JSON.parse(readFileSync(join(root, 'web/words', language, file), 'utf8')) as Record<string, string>,
      ).map(([name, sentence]): [string, string] => [`${file.replace('.json', '')}.${name}`, sentence]),
    ),
  )
const words = { en: wordsIn('en'), de: wordsIn('de') }
const rooms = new Set([...words.en.keys()].map((key) => key.split('.')[0]))

interface Node {
  type: string
  [field: string]: unknown
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'

/** Visits a node and all below it, except those for which `enter` answers false. */
function walk(node: Node, enter: (node: Node) => boolean): void {
  if (!enter(node)) return
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, enter)
  }
}

const sources = globSync('web/**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.d.ts'] }).map((file) => ({
  file,
  program: (source: string) => parseSync(file, source).program as unknown as Node,
  source: readFileSync(join(root, file), 'utf8'),
}))

/** Texts of a file, each with the names between its parts left out: `common.status-${state}` has two. */
function textsOf(program: Node): { texts: string[] }[] {
  const found: { texts: string[] }[] = []
  walk(program, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') found.push({ texts: [node.value] })
    if (node.type === 'TemplateLiteral') {
      const quasis = node.quasis as { value: { cooked: string } }[]
      found.push({ texts: quasis.map(({ value }) => value.cooked) })
    }
    return true
  })
  return found
}

/** Attributes whose text somebody reads or hears. */
const spoken = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder', 'label', 'what']
/** Attributes of which a text with spaces is no sentence. */
const unspoken = ['class', 'style', 'd', 'viewBox', 'points', 'transform', 'href', 'accept', 'tags', 'rel']
const hasLetters = (text: string) => /\p{L}{2}/u.test(text)
const isSentence = (text: string) => /\p{L}{2,}[,:]? \p{L}{2,}/u.test(text)

/** Texts of a component that nobody can translate. */
function literalsOf(program: Node): string[] {
  const found: string[] = []
  walk(program, (node) => {
    if (/^(Import|Export.*From|ExportAll)/.test(node.type) || node.type.startsWith('TS')) return false
    if (node.type === 'JSXText') {
      const text = String(node.value).trim()
      if (hasLetters(text) && text !== 'Moira') found.push(text)
      return false
    }
    if (node.type === 'JSXAttribute') {
      const name = (node.name as { name: string }).name
      const value = node.value as Node | null
      if (unspoken.includes(name)) return false
      if (spoken.includes(name) && value?.type === 'Literal' && hasLetters(String(value.value))) {
        found.push(`${name}="${value.value}"`)
        return false
      }
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && isSentence(node.value)) found.push(node.value)
    if (node.type === 'TemplateLiteral') {
      const text = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…')
      if (/ /.test(text) && /(^|\s)\p{L}{3,}(?=$|[\s.,:])/u.test(text)) found.push(text)
    }
    return true
  })
  return found
}

test('every sentence is in every language', () => {
  for (const language of languages) expect([...words[language].keys()].sort()).toEqual([...words.en.keys()].sort())
})

test('the same placeholders in every language', () => {
  for (const [key, sentence] of words.en) {
    for (const language of languages) {
      const other = words[language].get(key)
      if (other !== undefined) expect(placeholdersOf(other), `${language} ${key}`).toEqual(placeholdersOf(sentence))
    }
  }
})

/** Names of the values and marks of a message; of a `select` also its cases, which the code says. */
function placeholdersOf(sentence: string): string[] {
  const names = new Set<string>()
  const visit = (parts: MessageFormatElement[]) => {
    for (const part of parts) {
      if (part.type === TYPE.literal || part.type === TYPE.pound) continue
      names.add(part.type === TYPE.tag ? `<${part.value}>` : part.value)
      if (part.type === TYPE.tag) visit(part.children)
      if (part.type === TYPE.select) for (const one of Object.keys(part.options)) names.add(`${part.value}=${one}`)
      if (part.type === TYPE.select || part.type === TYPE.plural) {
        for (const { value } of Object.values(part.options)) visit(value)
      }
    }
  }
  visit(parse(sentence))
  return [...names].sort()
}

test('every sentence is used, and every one that is used is there', () => {
  const used = new Set<string>()
  const unknown: string[] = []
  for (const { file, program, source } of sources) {
    for (const { texts } of textsOf(program(source))) {
      const room = /^([a-z-]+)\.[a-z0-9-]*$/.exec(texts[0]!)?.[1]
      if (room === undefined || !rooms.has(room)) continue
      const pattern = new RegExp(`^${texts.map((text) => text.replaceAll('.', '\\.')).join('[\\w-]+')}$`)
      const keys = [...words.en.keys()].filter((key) => pattern.test(key))
      if (keys.length === 0) unknown.push(`${file}: ${texts.join('…')}`)
      for (const key of keys) used.add(key)
    }
  }
  expect(unknown).toEqual([])
  expect([...words.en.keys()].filter((key) => !used.has(key))).toEqual([])
})

test('a page holds no sentence: all are in web/words', () => {
  const found = sources
    .filter(({ file }) => file.endsWith('.tsx'))
    .flatMap(({ file, program, source }) => literalsOf(program(source)).map((text) => `${file}: ${text}`))
  expect(found).toEqual([])
})

test.each([
  '<p>Hello there</p>',
  '<p>Hello {name}</p>',
  '<img alt="a face" />',
  '<Loading what="datasets" />',
  `<p>{many ? \`\${many} people\` : say("common.unknown")}</p>`,
  '<p>{failed && "That did not work"}</p>',
])('a sentence in a page is found: %s', (source) => {
  expect(literalsOf(parseSync('page.tsx', source).program as unknown as Node)).not.toEqual([])
})

test.each([
  '<p class="small quiet">{say("common.unknown")}</p>',
  '<path d="M0 0 L 10 20" />',
  `<a href={\`/persona-sets/\${id}\`}>{name}</a>`,
  '<td>–</td>',
])('no sentence: %s', (source) => {
  expect(literalsOf(parseSync('page.tsx', source).program as unknown as Node)).toEqual([])
})

test('a sentence that is no ICU message is named', () => {
  expect(() => compileWords({ fine: 'Hello', broken: '{count, plural, one {x}' })).toThrow('"broken" is no ICU message')
})

test.each([
  [null, ['de-CH', 'en'], 'de', 'de-CH'],
  [null, ['fr', 'de'], 'de', 'de'],
  [null, ['fr'], 'en', 'en'],
  [null, [], 'en', 'en'],
  ['en', ['de-CH', 'en-GB'], 'en', 'en-GB'],
  ['de', ['en-US'], 'de', 'de'],
  ['xx', ['de'], 'de', 'de'],
] as const)('choice %s, browser %s: %s, figures as in %s', (chosen, wanted, language, tag) => {
  expect(chooseLanguage(chosen, wanted)).toBe(language)
  expect(figuresTag(language, wanted)).toBe(tag)
})
