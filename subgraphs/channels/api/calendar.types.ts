import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { BusinessCalendar } from '../../kernel/clock/index.js';
import { HolidayKindEnum } from './enums.js';

@ObjectType({ description: 'An opening of a day, local time.' })
export class OpeningSpan {
  @Field(() => String, { description: 'HH:mm.' })
  from: string;

  @Field(() => String, { description: 'HH:mm; 24:00 is the end of the day.' })
  to: string;
}

@ObjectType({ description: 'Opening hours of a weekday.' })
export class OpeningDay {
  @Field(() => Int, { description: 'ISO weekday, 1 Monday to 7 Sunday.' })
  weekday: number;

  @Field(() => [OpeningSpan], { description: 'Openings in order.' })
  spans: readonly OpeningSpan[];
}

@ObjectType({ description: 'A day off.' })
export class Holiday {
  @Field(() => String, { description: 'Local date, YYYY-MM-DD.' })
  date: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => HolidayKindEnum, { description: 'By whose word.' })
  kind: string;

  @Field(() => String, { description: 'The decree.' })
  source: string;
}

@ObjectType('BusinessSeason', { description: 'A period with hours of its own, such as Ramadan.' })
export class BusinessSeason {
  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, { description: 'First local date, YYYY-MM-DD.' })
  from: string;

  @Field(() => String, { description: 'Last local date, YYYY-MM-DD.' })
  to: string;

  @Field(() => [OpeningDay], { description: 'Hours in it; a weekday that is missing is closed.' })
  week: OpeningDay[];
}

@ObjectType('BusinessCalendar', {
  description: 'When an office or a channel works; every clock names the version it ran on.',
})
export class BusinessCalendarType {
  @Field(() => ID, { description: 'Id of the calendar.' })
  id: string;

  @Field(() => String, { description: 'Version of its tables.' })
  version: string;

  @Field(() => String, { description: 'IANA time zone, such as Asia/Jakarta.' })
  zone: string;

  @Field(() => [OpeningDay], { description: 'Usual hours; a weekday that is missing is closed.' })
  week: OpeningDay[];

  @Field(() => [BusinessSeason], { description: 'Periods with hours of their own.' })
  seasons: BusinessSeason[];

  @Field(() => [Holiday], { description: 'Days on which it is closed.' })
  holidays: readonly Holiday[];
}

const days = (week: BusinessCalendar['week']): OpeningDay[] =>
  Object.entries(week).map(([weekday, spans]) => ({ weekday: Number(weekday), spans: spans ?? [] }));

/** The API's form of a calendar. */
export const toBusinessCalendar = (calendar: BusinessCalendar): BusinessCalendarType => ({
  id: calendar.id,
  version: calendar.version,
  zone: calendar.zone,
  week: days(calendar.week),
  seasons: calendar.seasons.map(({ name, from, to, week }) => ({ name, from, to, week: days(week) })),
  holidays: calendar.holidays.filter((holiday) => calendar.closedOn.includes(holiday.kind)),
});
