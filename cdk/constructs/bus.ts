import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

/** The account's default bus: the only one that S3 and Step Functions speak to. */
export class Bus extends Construct {
  private readonly bus: IEventBus

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.bus = EventBus.fromEventBusName(this, 'Default', 'default')
  }

  /** May put our own events, and nobody else's: an event of another source could pass for one of AWS. */
  grantPut(fn: ServiceFunction): void {
    fn.allow(['events:PutEvents'], [this.bus.eventBusArn], { StringEquals: { 'events:source': 'moira' } })
  }
}
