import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionType } from '../../kernel/pagination.js';
import { NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { BigIntScalar, DateScalar, DateTimeScalar } from '../../kernel/scalars.js';
import { paymentMethods, type PaymentMethod } from '../domain/payments.js';

export const PaymentMethodEnum = enumOf(paymentMethods);
registerEnumType(PaymentMethodEnum, { name: 'PaymentMethod', description: 'How contributions are paid.' });

@ObjectType({ description: 'An amount of money; never a float.' })
export class Money {
  @Field(() => BigIntScalar, { description: 'Minor units of the currency: 1/100 of a rupiah (Rp35.000 = 3500000).' })
  minorUnits: number;

  @Field(() => String, { description: 'ISO 4217, such as IDR.' })
  currency: string;
}

@InputType({ description: 'An amount of money; never a float.' })
export class MoneyInput {
  @Field(() => BigIntScalar, { description: 'Minor units of the currency: 1/100 of a rupiah (Rp35.000 = 3500000).' })
  minorUnits: number;

  @Field(() => String, { defaultValue: 'IDR', description: 'ISO 4217.' })
  currency: string;
}

@ObjectType({ description: 'A payment of contributions.' })
export class ContributionPayment {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => Money, { description: 'What was paid.' })
  amount: Money;

  @Field(() => PaymentMethodEnum, { description: 'How it was paid.' })
  method: PaymentMethod;

  @Field(() => ID, { nullable: true, description: 'Channel by which it was paid; null when none of ours.' })
  channelId?: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was paid.' })
  paidAt: Date;

  @Field(() => DateTimeScalar, { description: 'When the hub was told.' })
  recordedAt: Date;

  @Field(() => String, { nullable: true, description: 'Number of the receipt; null without one.' })
  reference?: string | null;
}

@ObjectType({ description: 'How the contributions of somebody who pays by itself stand (PBPU, BP).' })
export class ContributionAccount {
  @Field(() => DateTimeScalar, { description: 'The moment for which it is worked out.' })
  asOf: Date;

  @Field(() => Money, { description: 'Contribution of the present month.' })
  monthly: Money;

  @Field(() => String, { nullable: true, description: 'Last month paid in full (YYYY-MM); null when none is.' })
  paidThrough?: string | null;

  @Field(() => [String], { description: 'Overdue months that are billed (YYYY-MM), oldest first; at most 24.' })
  arrearsMonths: readonly string[];

  @Field(() => Money, { description: 'Sum of the overdue months.' })
  arrears: Money;

  @Field(() => Money, { description: 'What is to be paid now: arrears and the open present month, less credit.' })
  bill: Money;

  @Field(() => DateScalar, { description: 'Day by which the next open month is due: the 10th.' })
  nextDueOn: string;

  @Field(() => Money, { description: 'Paid, and too little for the next open month.' })
  credit: Money;
}

@ObjectType({ description: 'A service that a participant has had or is having.' })
export class ServiceTransaction {
  @Field(() => ID, { description: 'Id of the service request.' })
  id: string;

  @Field(() => String, { description: 'Kind of the service request.' })
  kind: string;

  @Field(() => String, { description: 'Where it stands.' })
  status: string;

  @Field(() => ID, { description: 'Channel on which it was asked.' })
  channelId: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  openedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it last changed.' })
  changedAt: Date;
}

export const ContributionPaymentConnection = connectionType(ContributionPayment, 'ContributionPayment');
export const ServiceTransactionConnection = connectionType(ServiceTransaction, 'ServiceTransaction');

@InputType({ description: 'A payment of contributions.' })
export class RecordPaymentInput {
  @Field(() => String, { description: 'New for each payment, the same for each retry of it; 8 to 200 characters.' })
  idempotencyKey: string;

  @Field(() => ID, { description: 'Whose contributions were paid.' })
  participantId: string;

  @Field(() => MoneyInput, { description: 'What was paid, in IDR.' })
  amount: MoneyInput;

  @Field(() => PaymentMethodEnum, { description: 'How it was paid.' })
  method: PaymentMethod;

  @Field(() => DateTimeScalar, { description: 'When it was paid.' })
  paidAt: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the receipt: one receipt of a method is one payment, whoever tells of it.',
  })
  reference?: string | null;

  @Field(() => ID, { nullable: true, description: 'Channel by which it was paid.' })
  channelId?: string | null;
}

@ObjectType({ description: 'The payment stands in the books.' })
export class PaymentRecorded {
  @Field(() => ContributionPayment, { description: 'As it stands.' })
  payment: ContributionPayment;

  @Field(() => Boolean, { description: 'True when it was recorded before.' })
  repeated: boolean;

  constructor(payment: ContributionPayment, repeated: boolean) {
    this.payment = payment;
    this.repeated = repeated;
  }
}

export const RecordPaymentResult = createUnionType({
  name: 'RecordPaymentResult',
  description: 'How recording a payment ends.',
  types: () => [PaymentRecorded, ValidationFailed, NotFound] as const,
});
