import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { funnelDimensions } from '../domain/journey/journey.service.js';
import { ChannelStub } from './channel-performance.resolver.js';

export const FunnelDimensionEnum = enumOf(funnelDimensions);
registerEnumType(FunnelDimensionEnum, {
  name: 'FunnelDimension',
  description:
    'How people are grouped: by the channel of their first step in the period, the province of their domicile, or the segment of their membership.',
});

@Directive('@key(fields: "id")')
@ObjectType('Participant')
export class ParticipantStub {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;
}

@ObjectType({ description: "A step of a participant's journey." })
export class Touchpoint {
  @Field(() => String, { description: 'How: ADVERTISEMENT, CHAT, LETTER, SERVICE_REQUEST, REGISTRATION.' })
  method: string;

  @Field(() => String, {
    description: 'Where, in the words of the channel: INSTAGRAM; DATA_BANK: entered without a channel.',
  })
  place: string;

  @Field(() => ChannelStub, { nullable: true, description: 'The channel; null when it came by none.' })
  channel: ChannelStub | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;
}

@ObjectType({
  description: 'The way of a participant to membership, over all channels, also as the prospect that it was before.',
})
export class Journey {
  @Field(() => [Touchpoint], { description: 'I-Cari: how and where the person first heard; oldest first.' })
  search: Touchpoint[];

  @Field(() => [Touchpoint], { description: 'I-Belajar: how it understood the programme; oldest first.' })
  learn: Touchpoint[];

  @Field(() => [Touchpoint], { description: 'I-Daftar: through which channel it registered; oldest first.' })
  register: Touchpoint[];
}

@ObjectType({ description: 'People by the stages that they reached in a period. Each person is in one group.' })
export class JourneyFunnelGroup {
  @Field(() => String, { description: 'Channel id, province code or segment; UNKNOWN; ALL for the whole.' })
  key: string;

  @Field(() => Int, { description: 'People who searched (I-Cari).' })
  searched: number;

  @Field(() => Int, { description: 'People who learned (I-Belajar).' })
  learned: number;

  @Field(() => Int, { description: 'People who registered or asked to (I-Daftar).' })
  registered: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Share of those who searched and neither learned nor registered afterwards, 0 to 1; null: nobody searched.',
  })
  searchDropOff: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of those who learned and did not register afterwards, 0 to 1; null: nobody learned.',
  })
  learnDropOff: number | null;
}

@ObjectType({ description: 'The funnel of I-Cari, I-Belajar and I-Daftar in a period.' })
export class JourneyFunnel {
  @Field(() => JourneyFunnelGroup, { description: 'All people.' })
  total: JourneyFunnelGroup;

  @Field(() => [JourneyFunnelGroup], { description: 'By the dimension asked for, largest first; empty without one.' })
  groups: JourneyFunnelGroup[];
}
