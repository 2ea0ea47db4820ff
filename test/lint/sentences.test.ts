import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { bannedTerms } from '../../lint/sentences.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Lines of prose that belong together: a comment, or a paragraph, list item or table cell of a page. */
interface Passage {
  line: number
  text: string
}

interface Sentence extends Passage {
  file: string
}

/** The comments of a TypeScript file; line comments that follow each other are one passage. */
function commentsOf(source: string, file: string): Passage[] {
  const lineAt = (offset: number) => source.slice(0, offset).split('\n').length
  const passages: Passage[] = []
  let end = -1
  for (const comment of parseSync(file, source).comments) {
    const text = comment.value.replace(/^\*/, '').replace(/^[ \t]*\* ?/gm, '')
    const continues = comment.type === 'Line' && end >= 0 && /^\n[ \t]*$/.test(source.slice(end, comment.start))
    if (continues) passages.at(-1)!.text += `\n${text}`
    else passages.push({ line: lineAt(comment.start), text })
    end = comment.type === 'Line' ? comment.end : -1
  }
  // An empty line and a tag of JSDoc begin a new passage.
  return passages.flatMap(({ line, text }) => split({ line, text }, /\n\s*\n|\n(?=\s*@\w)/))
}

/** The prose of a page: no code blocks, no headings; each table cell and list item is one passage. */
function proseOf(source: string): Passage[] {
  const blank = (text: string) => text.replace(/[^\n]/g, '')
  const prose = source
    .replace(/^([ \t]*)(```|~~~)[\s\S]*?^\1\2.*$/gm, blank)
    .replace(/^#.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, blank)
  // A row above a table's rule names the columns: a cell "What it does" is a heading there.
  const withoutHeadings = prose.replace(/^\|.*\|[ \t]*\n(?=\|[-:| ]+\|[ \t]*$)/gm, '\n')
  return split({ line: 1, text: withoutHeadings }, /\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=\|)|(?<!\\)\|/)
}

/** Splits a passage, and counts lines on. */
function split({ line, text }: Passage, separator: RegExp): Passage[] {
  const parts: Passage[] = []
  let from = 0
  for (const match of [...text.matchAll(new RegExp(separator, 'g')), undefined]) {
    const to = match?.index ?? text.length
    const part = text.slice(from, to)
    const lead = part.match(/^\s*/)![0].length
    const before = text.slice(0, from + lead).split('\n').length - 1
    if (part.trim()) parts.push({ line: line + before, text: part.slice(lead) })
    from = to + (match?.[0].length ?? 0)
  }
  return parts
}

/** The sentences of a passage; a code span is blanked, so that it neither ends a sentence nor holds a term. */
function sentencesOf(passage: Passage): Passage[] {
  const plain = passage.text.replace(/`[^`]*`/g, (code) => code.replace(/[^\n`]/g, '_'))
  return split({ line: passage.line, text: plain }, /(?<=[.!?:;]["”)*]*)\s+/).map(({ line, text }) => ({
    line,
    text: text
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/^(?:[-*>]|\d+\.) /, '')
      .replace(/^[*_"“(]+(?=\w)/, ''),
  }))
}

const others = ['node_modules', 'dist', 'cdk.out', 'demo-output', '.git', '.local', 'CHANGELOG.md']
const files = globSync(['**/*.{ts,md}', '.github/**/*.md'], {
  cwd: root,
  exclude: (path) => others.includes(path),
}).filter((file) => !/^test\/golden\/.*\.md$/.test(file))

const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8')

const sentences: Sentence[] = files.flatMap((file) =>
  (file.endsWith('.ts') ? commentsOf(read(file), file) : proseOf(read(file)))
    .flatMap(sentencesOf)
    .map((sentence) => ({ file, ...sentence })),
)

test.each(bannedTerms)('no comment and no page says "$term"', ({ pattern, instead }) => {
  const found = sentences
    .filter(({ text }) => pattern.test(text))
    .map(({ file, line, text }) => `${file}:${line}: ${text}`)
  expect(found, `write instead: ${instead}`).toEqual([])
})

test('a sentence is found in comments and prose with its line, and not in strings, code or headings', () => {
  const source = `const a = 'told' // It is told.
/**
 * First.
 * What was
 * left.
 */
const b = \`told \${/* told */ a}\``
  expect(commentsOf(source, 'a.ts').flatMap(sentencesOf)).toEqual([
    { line: 1, text: 'It is told.' },
    { line: 3, text: 'First.' },
    { line: 4, text: 'What was left.' },
    { line: 7, text: 'told' },
  ])
  const page =
    '# What it is\n\nOne `told`. What is it?\n\n| what | What |\n|---|---|\n| a | What was |\n\n```\ntold\n```\n'
  expect(proseOf(page).flatMap(sentencesOf)).toEqual([
    { line: 3, text: 'One `____`.' },
    { line: 3, text: 'What is it?' },
    { line: 6, text: '---' },
    { line: 6, text: '---' },
    { line: 7, text: 'a' },
    { line: 7, text: 'What was' },
  ])
  const refused = (text: string) => bannedTerms.filter(({ pattern }) => pattern.test(text)).map(({ term }) => term)
  expect(refused('What is it?')).toEqual([])
  expect(refused('What was left.')).toEqual(['What …'])
  expect(refused('HTTP takes a Bearer; the bearers of their own were told.')).toEqual(['told', 'bearer', 'of its own'])
})
