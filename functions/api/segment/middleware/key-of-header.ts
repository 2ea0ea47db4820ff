/** The write key of Basic authorization, its user name; undefined where the header is another or missing. */
export function keyOfHeader(header: string | undefined): string | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header?.trim() ?? '')?.[1]
  if (encoded === undefined) return undefined
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0]
}
