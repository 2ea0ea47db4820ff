/** Opened when first used, once per environment: a function has what it was granted, and nothing else. */
export const once = <Port>(open: () => Port): (() => Port) => {
  let opened: Port | undefined
  return () => {
    opened ??= open()
    return opened
  }
}
