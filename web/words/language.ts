import { chooseLanguage, figuresTag, type Language } from './choose-language.ts'

const kept = 'language'

export const language = chooseLanguage(localStorage.getItem(kept), navigator.languages)
export const tag = figuresTag(language, navigator.languages)
document.documentElement.lang = language

/** Keeps the choice on this device, and loads the page anew in it: all that a page shows is in its address. */
export function speak(chosen: Language): void {
  localStorage.setItem(kept, chosen)
  location.reload()
}
