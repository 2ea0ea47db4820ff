import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
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
    const text = comment.value.replace(/^\*/, '').replace(/^\s*\* ?/gm, '')
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
  // A row above a table's rule names the columns: "What it does" is a heading there.
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
    if (part.trim()) parts.push({ line: line + before, text: part })
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

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && file !== 'CHANGELOG.md')

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
