/** The languages in which the site speaks; a folder of sentences each. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** The name of each language in itself, as its speakers look for it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** The language of a tag of BCP 47: `de` of `de-CH`. */
const languageOf = (tag: string): Language | undefined =>
  languages.find((one) => tag.toLowerCase().split('-')[0] === one)

/** Somebody's choice, else the first language of the browser that the site speaks, else English. */
export function chooseLanguage(chosen: string | null, wanted: readonly string[]): Language {
  return languageOf(chosen ?? '') ?? wanted.map(languageOf).find((one) => one !== undefined) ?? 'en'
}

/** The tag by which figures and dates are written: the browser's own one where it is of the language, such as `de-CH`. */
export const figuresTag = (language: Language, wanted: readonly string[]): string =>
  wanted.find((tag) => languageOf(tag) === language) ?? language
