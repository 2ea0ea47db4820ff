import { Match, Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { dataTemplate, ofType } from './assembly.ts'

const template = Template.fromJSON(dataTemplate as unknown as Record<string, unknown>)
const buckets = ofType(dataTemplate, 'AWS::S3::Bucket')

test('the table: two keys, paid per request, restorable, protected, records expire', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    },
  })
})

describe.each(buckets)('%s', (id, bucket) => {
  test('is encrypted, private and kept', () => {
    expect(bucket.DeletionPolicy).toBe('Retain')
    const { BucketEncryption, PublicAccessBlockConfiguration, OwnershipControls } = bucket.Properties
    expect(BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm).toBe(
      'AES256',
    )
    expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    expect(OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
    // A page has no business with the buckets but a PUT of a file to a signed URL.
    const rules = bucket.Properties.CorsConfiguration?.CorsRules.map(
      (rule: { AllowedMethods: string[] }) => rule.AllowedMethods,
    )
    expect(rules).toEqual(id.startsWith('Uploads') ? [['PUT']] : undefined)
  })
  test('refuses whatever does not come over TLS', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    })
  })
  test('forgets uploads that were never completed', () => {
    expect(bucket.Properties.LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }),
    )
  })
})

test('uploads are versioned and announce themselves on the bus, without a function of CDK’s in between', () => {
  const uploads = dataTemplate.Resources[dataTemplate.Outputs.UploadsBucket.Value.Ref]!
  expect(uploads.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
  expect(uploads.Properties.NotificationConfiguration).toEqual({
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  })
  template.resourceCountIs('AWS::Lambda::Function', 0)
})

test('nothing that is current ever expires, but notes of builds and access logs', () => {
  const expiring = buckets.flatMap(([, bucket]) =>
    bucket.Properties.LifecycleConfiguration.Rules.filter((rule: object) => 'ExpirationInDays' in rule),
  )
  expect(expiring.map((rule: { Id: string; Prefix?: string }) => [rule.Id, rule.Prefix])).toEqual([
    ['expire-logs', undefined],
    ['expire-build-notes', 'builds/'],
  ])
})

test('says where things are', () => {
  for (const output of ['TableName', 'UploadsBucket', 'LakeBucket', 'ExportsBucket']) {
    expect(dataTemplate.Outputs).toHaveProperty(output)
  }
})
