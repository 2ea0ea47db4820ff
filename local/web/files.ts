import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Behaviour, Site } from './distribution.ts'

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * CloudFront before the HTTP API: a path goes to the files or to the API as the distribution says.
 * @param site undefined where the template has no distribution: then all goes to the API
 */
export function withSite(site: Site | undefined, api: RequestListener): RequestListener {
  if (!site) return api
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0]!
    const behaviour = site.behaviours.find(({ matches }) => matches.test(path))
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!behaviour?.folder || !reads) return api(request, response)
    for (const [name, value] of Object.entries(behaviour.headers)) response.setHeader(name, value)
    const file = fileOf(behaviour, path === '/' ? `/${site.rootObject}` : path)
    if (!file) return void response.writeHead(403, { 'content-type': 'text/plain' }).end('no such file')
    const bytes = readFileSync(file)
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    response.setHeader('etag', etag)
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
    const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    response.writeHead(200, {
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      ...(packs && { 'content-encoding': 'gzip' }),
      vary: 'accept-encoding',
    })
    response.end(request.method === 'HEAD' ? undefined : packs ? gzipSync(bytes) : bytes)
  }
}

/** The file of a path, after the distribution's function has looked at it. */
function fileOf({ folder, onRequest }: Behaviour, path: string): string | undefined {
  const uri = onRequest ? onRequest(path) : path
  // A path can't lead out of the folder: normalize leaves no way up at the root.
  const file = join(folder!, normalize(`/${decoded(uri)}`))
  return existsSync(file) && statSync(file).isFile() ? file : undefined
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
