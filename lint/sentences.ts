/** A term that comments and docs do not use, and the words to write in its place (CONTRIBUTING.md, "Sentences"). */
export interface BannedTerm {
  term: string
  /** Matches one sentence whose code spans are blanked. */
  pattern: RegExp
  instead: string
}

export const bannedTerms: readonly BannedTerm[] = [
  { term: 'told', pattern: /\btold\b/i, instead: 'name who says it: "says", "knows", "is passed", "is recognised by"' },
  { term: 'borne', pattern: /\bborne\b/i, instead: '"has", "carries", "allows", "survives"' },
  { term: 'bearer', pattern: /\bbearers?\b/, instead: 'name the thing that has the value; "Bearer" of HTTP may stay' },
  { term: 'of its own', pattern: /\bof (its|their) own\b/i, instead: '"its own …", "a separate …", "one … each"' },
  { term: 'besides', pattern: /\bbesides\b/i, instead: '"also", "and", "except", "next to"' },
  { term: 'What …', pattern: /^What\b(?!.*\?$)/, instead: 'begin with the noun: "The rows that …"' },
  { term: 'Whoever …', pattern: /^Whoever\b/, instead: 'begin with the noun: "A person who …", "The caller …"' },
  { term: 'Whatever …', pattern: /^Whatever\b/, instead: 'begin with the noun: "Any error …", "All that …"' },
  { term: 'of course', pattern: /\bof course\b/i, instead: 'nothing' },
  { term: 'so to say', pattern: /\bso to (say|speak)\b/i, instead: 'nothing' },
]
