/** A price of AWS in us-east-1, on demand, first tier, without the free tier. */
export interface Price {
  /** Dollars for `per` units. */
  dollars: number
  per: number
  unit: string
  /** Where it was looked up, and what stood there. */
  source: string
  /** Whether AWS itself says it on the page, or somebody else does who quotes AWS. */
  by: 'AWS' | 'others'
}

/** When the pages were looked up: stored copies of them, not the live ones. */
export const LOOKED_UP = '2026-11-22'

const million = 1_000_000

export const prices = {
  lambda: {
    dollars: 16.6667,
    per: million,
    unit: 'GB-second (x86)',
    source:
      'cloudchipr.com/blog/aws-lambda-pricing: $0.0000166667 for the first 6 billion a month in US East (N. Virginia); the same in AWS’s price list AWSLambda/20260819224703/us-east-2, as a public repository quotes it; the tiers’ borders: aws.amazon.com/blogs/compute/introducing-tiered-pricing-for-aws-lambda',
    by: 'others',
  },
  lambdaRequest: {
    dollars: 0.2,
    per: million,
    unit: 'Lambda request',
    source:
      'github.com/api-evangelist/aws-lambda, a transcript of aws.amazon.com/lambda/pricing of 2026-09-20: $0.20 per million requests; the same in the price list above',
    by: 'others',
  },
  scratch: {
    dollars: 0.0309,
    per: million,
    unit: 'GB-second of /tmp above 512 MB',
    source: 'the price list above ($0.0000000309, of us-east-2); that 512 MB are free: aws.amazon.com/lambda/pricing',
    by: 'others',
  },
  transition: {
    dollars: 25,
    per: million,
    unit: 'state transition (Standard)',
    source: 'aws.amazon.com/step-functions/pricing: $0.0250 per 1,000 in US East (N. Virginia)',
    by: 'AWS',
  },
  s3Write: {
    dollars: 5,
    per: million,
    unit: 'S3 PUT, COPY, POST or LIST',
    source: 'devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples: $0.005 per 1,000',
    by: 'others',
  },
  s3Read: {
    dollars: 0.4,
    per: million,
    unit: 'S3 GET or HEAD',
    source: 'the same: $0.0004 per 1,000',
    by: 'others',
  },
  s3Month: {
    dollars: 0.023,
    per: 1,
    unit: 'GB stored for a month',
    source: 'the same: $0.023 in US East',
    by: 'others',
  },
  tableWrite: {
    dollars: 0.625,
    per: million,
    unit: 'DynamoDB write request unit',
    source:
      'airbyte.com/data-engineering-resources/dynamodb-pricing: halved in November 2024; what a unit is: aws.amazon.com/dynamodb/pricing/on-demand',
    by: 'others',
  },
  tableRead: {
    dollars: 0.125,
    per: million,
    unit: 'DynamoDB read request unit',
    source: 'the same',
    by: 'others',
  },
  event: {
    dollars: 1,
    per: million,
    unit: 'EventBridge event of ours, or of S3',
    source:
      'cloudburn.io/blog/amazon-eventbridge-pricing (March 2026); that S3’s are opt-in data events, and AWS’s own management events free: aws.amazon.com/eventbridge/pricing',
    by: 'others',
  },
  apiCall: {
    dollars: 1,
    per: million,
    unit: 'HTTP API request',
    source: 'awsforengineers.com/blog/aws-api-gateway-pricing-explained (May 2025): first 300 million',
    by: 'others',
  },
  logs: {
    dollars: 0.5,
    per: 1,
    unit: 'GB of logs taken in',
    source: 'duckbillgroup.com/?p=9080: $0.50 in us-east-1, first tier since May 2025',
    by: 'others',
  },
  traces: {
    dollars: 5,
    per: million,
    unit: 'X-Ray trace',
    source: 'aws.amazon.com/de/xray/pricing: $5 a million recorded',
    by: 'AWS',
  },
} satisfies Record<string, Price>

export type PriceName = keyof typeof prices

/** Facts of AWS that are no prices; `source` as above. */
export const facts = {
  vcpuMb: {
    value: 1769,
    source:
      'docs.aws.amazon.com/lambda/latest/dg/resource-model.html: “At 1,769 MB, a function has the equivalent of one vCPU”',
  },
  waitSeconds: {
    source:
      'docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html: “small object latencies … of roughly 100–200 milliseconds”; its best practices know medians of tens of milliseconds',
  },
} as const
