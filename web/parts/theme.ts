/** Light, dark, or as the device says. */
export const themes = ['device', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const kept = 'theme'

/** The choice that was made on this device. */
export const chosenTheme = (): Theme => themes.find((one) => one === localStorage.getItem(kept)) ?? 'device'

/** Shows the page in a theme: every colour is one of two (tokens.css), and the colour scheme says which. */
export function showTheme(theme: Theme): void {
  document.documentElement.style.colorScheme = theme === 'device' ? '' : theme
}

/** Keeps the choice on this device, and shows it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'device') localStorage.removeItem(kept)
  else localStorage.setItem(kept, theme)
  showTheme(theme)
}
