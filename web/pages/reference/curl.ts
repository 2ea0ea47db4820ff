/** The request as a line of a shell. */
export function curl(method: string, path: string, mediaType: string, example: unknown): string {
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2)
  return [
    `curl -X ${method.toUpperCase()} ${location.origin}${path}`,
    `-H "Authorization: Bearer $MOIRA_KEY"`,
    `-H "Content-Type: ${mediaType}"`,
    `-d '${text.replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ')
}
