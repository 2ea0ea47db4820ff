/** The resource types that the local cloud brings to life. */
const LIVING = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::S3::Bucket',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
  'Custom::CDKBucketDeployment',
  'Custom::S3BucketNotifications',
])

/** Types that protect, watch or bill in the cloud have nothing to do on one machine. */
const WITHOUT_LOCAL_EFFECT = [
  /^AWS::IAM::/,
  /^AWS::CloudFront::OriginAccessControl$/,
  /^AWS::KMS::/,
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::Budgets::/,
  /^AWS::Lambda::Permission$/,
  /^AWS::ResourceGroups::/,
  /^AWS::S3::BucketPolicy$/,
  /^AWS::SES::/,
  /^AWS::SNS::/,
  /^AWS::SQS::QueuePolicy$/,
  /^AWS::XRay::/,
  /^Custom::LogRetention$/,
  /^Custom::S3AutoDeleteObjects$/,
]

/** Whether a resource lives locally; a type that nobody has thought about is refused by name. */
export function livesLocally(type: string, where: string): boolean {
  if (LIVING.has(type)) return true
  if (WITHOUT_LOCAL_EFFECT.some((pattern) => pattern.test(type))) return false
  throw new Error(
    `the local cloud does not know ${type} (${where}): teach it in local/, or list it as without local effect`,
  )
}
