import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listening, listen } from '../../../../local/http.ts'
import type { Cloudlet, Resource } from '../../../../local/template/load.ts'
import { readSite } from '../../../../local/web/distribution.ts'
import { withSite } from '../../../../local/web/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'moira-site-'))
const api = 'http://127.0.0.1:4600'

/** A template with a distribution before one bucket and one API. */
function template(origin = '127.0.0.1:4600'): Cloudlet {
  const code = `function handler(event) { if (event.request.uri.indexOf('.') < 0) event.request.uri = '/index.html'; return event.request }`
  const resource = (ref: string, properties: object, attributes: Record<string, string> = {}): Resource => ({
    ...{ type: '', stack: 'S', id: ref, ref, attributes },
    properties: properties as Record<string, unknown>,
  })
  const byType: Record<string, Resource[]> = {
    'AWS::S3::Bucket': [resource('files', {}, { RegionalDomainName: 'files.s3.local' })],
    'Custom::CDKBucketDeployment': [resource('copy', { SourceObjectKeys: ['key'], DestinationBucketName: 'files' })],
    'AWS::CloudFront::Function': [resource('one', { FunctionCode: code }, { FunctionARN: 'arn:one' })],
    'AWS::CloudFront::ResponseHeadersPolicy': [
      resource('policy', {
        ResponseHeadersPolicyConfig: {
          SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'" } },
          CustomHeadersConfig: { Items: [{ Header: 'Cache-Control', Value: 'no-cache' }] },
        },
      }),
    ],
    'AWS::CloudFront::Distribution': [
      resource('site', {
        DistributionConfig: {
          DefaultRootObject: 'index.html',
          Origins: [
            { Id: 'f', DomainName: 'files.s3.local' },
            { Id: 'a', DomainName: origin },
          ],
          CacheBehaviors: [{ PathPattern: '/v1/*', TargetOriginId: 'a' }],
          DefaultCacheBehavior: {
            TargetOriginId: 'f',
            ResponseHeadersPolicyId: 'policy',
            FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'arn:one' }],
          },
        },
      }),
    ],
  }
  return {
    of: (type) => byType[type] ?? [],
    outputs: {},
    physical: {},
    assets: new Map([['key', join(folder, 'site')]]),
  }
}

let server: Listening
beforeAll(async () => {
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'site', 'index.html'), 'the page')
  writeFileSync(join(folder, 'site', 'assets', 'app.js'), 'script()')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  server = await listen(
    0,
    withSite(readSite(template(), api), (_, response) => response.writeHead(418).end('the API')),
  )
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('the site in front of the API', () => {
  test.each([
    ['GET', '/', 200, 'the page'],
    ['GET', '/persona-sets/1/flow', 200, 'the page'],
    ['GET', '/assets/app.js', 200, 'script()'],
    ['GET', '/assets/gone.js', 403, 'no such file'],
    ['GET', '/%2e%2e/secret.txt', 403, 'no such file'],
    ['GET', '/..%2fsecret.txt', 403, 'no such file'],
    ['GET', '/v1/accounts', 418, 'the API'],
    ['GET', '/v1/a/b.csv', 418, 'the API'],
    ['POST', '/', 418, 'the API'],
  ])('%s %s → %i', async (method, path, status, text) => {
    const answer = await fetch(`${server.url}${path}`, { method })
    expect([answer.status, await answer.text()]).toEqual([status, text])
  })
  test('files have the headers of the template, and are sent once', async () => {
    const first = await fetch(`${server.url}/`)
    expect(first.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const again = await fetch(`${server.url}/`, { headers: { 'if-none-match': first.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })
})

test('an origin that nobody knows is refused by name', () => {
  expect(() => readSite(template('elsewhere.example'), api)).toThrow('origin elsewhere.example of site is neither')
})
