import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { DateScalar } from '../../kernel/scalars.js';
import type { Segment, Sex } from '../domain/participant.js';
import type { ErrorPolicy, ProblemSeverity } from '../domain/worker-list.js';
import { SegmentEnum, SexEnum } from './participant.types.js';
import {
  WorkerListErrorPolicyEnum,
  WorkerListType,
  WorkerProblem,
  WorkerProblemSeverityEnum,
} from './worker-list.types.js';

@InputType({ description: 'An upload of the whole list of workers begins.' })
export class BeginWorkerListInput {
  @Field(() => String, { description: 'New for each file, the same for each retry of it; 8 to 200 characters.' })
  idempotencyKey: string;

  @Field(() => WorkerListErrorPolicyEnum, { nullable: true, description: 'REFUSE by default.' })
  onError?: ErrorPolicy | null;

  @Field(() => String, { nullable: true, description: 'Name of the file, at most 200 characters.' })
  fileName?: string | null;
}

@InputType({ description: 'A row as it was read; a cell that is empty or could not be read is null.' })
export class WorkerInput {
  @Field(() => Int, { description: 'Row as a spreadsheet counts: the heading is row 1.' })
  row: number;

  @Field(() => String, { nullable: true, description: 'NIK, 16 digits.' })
  nationalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Full name, 2 to 120 characters.' })
  name?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Date of birth.' })
  birthDate?: Date | null;

  @Field(() => SexEnum, { nullable: true, description: 'As on the identity card.' })
  sex?: Sex | null;

  @Field(() => Int, { nullable: true, description: 'Monthly wage in whole rupiah.' })
  monthlyWage?: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day of work.' })
  startsOn?: Date | null;

  @Field(() => SegmentEnum, { nullable: true, description: 'PPU_BU or TK_PU.' })
  segment?: Segment | null;

  @Field(() => String, { nullable: true, description: 'Mobile number, 08… or +62….' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Email address.' })
  email?: string | null;
}

@InputType({ description: 'A cell that could not be read.' })
export class WorkerProblemInput {
  @Field(() => Int, { description: 'Row of the same part.' })
  row: number;

  @Field(() => String, { description: 'Column, such as birthDate.' })
  column: string;

  @Field(() => String, { description: 'Code, such as DATE_FORM.' })
  code: string;

  @Field(() => WorkerProblemSeverityEnum, { nullable: true, description: 'ERROR by default.' })
  severity?: ProblemSeverity | null;
}

@InputType({ description: 'The next part of a file.' })
export class StageWorkersInput {
  @Field(() => ID, { description: 'The upload.' })
  listId: string;

  @Field(() => Int, { description: 'The attempt that beginWorkerList gave.' })
  attempt: number;

  @Field(() => Int, { description: 'Number of the part, from 1, without gaps.' })
  part: number;

  @Field(() => [WorkerInput], { description: '1 to 500 rows, ascending.' })
  rows: WorkerInput[];

  @Field(() => [WorkerProblemInput], { nullable: true, description: 'Cells of these rows that could not be read.' })
  problems?: WorkerProblemInput[] | null;
}

@InputType({ description: 'All parts are staged: the list shall come into force.' })
export class ApplyWorkerListInput {
  @Field(() => ID, { description: 'The upload.' })
  listId: string;

  @Field(() => Int, { description: 'The attempt that beginWorkerList gave.' })
  attempt: number;

  @Field(() => Int, { description: 'Rows of the whole file: a part that is missing is noticed.' })
  rows: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 (hex) of the file.' })
  fileHash?: string | null;
}

@ObjectType({ description: 'Parts may be staged.' })
export class WorkerListBegun {
  @Field(() => WorkerListType, { description: 'The upload.' })
  list: WorkerListType;

  @Field(() => Boolean, { description: 'True: this key was applied before, and this is the list of that time.' })
  repeated: boolean;

  constructor(fields: WorkerListBegun) {
    Object.assign(this, fields);
  }
}

@ObjectType({ description: 'A part is staged.' })
export class WorkersStaged {
  @Field(() => Int, { description: 'Rows without an error.' })
  staged: number;

  @Field(() => [WorkerProblem], { description: 'Everything that is wrong in this part.' })
  problems: readonly WorkerProblem[];

  constructor(fields: WorkersStaged) {
    Object.assign(this, fields);
  }
}

@ObjectType({ description: 'The list is in force.' })
export class WorkerListApplied {
  @Field(() => WorkerListType, { description: 'As it stands now.' })
  list: WorkerListType;

  @Field(() => Boolean, { description: 'True: it had been applied before.' })
  repeated: boolean;

  constructor(fields: WorkerListApplied) {
    Object.assign(this, fields);
  }
}

@ObjectType({ description: 'The list has erroneous rows and was refused as a whole.' })
export class WorkerListErroneous {
  @Field(() => WorkerListType, { description: 'As it stands now.' })
  list: WorkerListType;

  constructor(list: WorkerListType) {
    this.list = list;
  }
}

@ObjectType({ description: 'The upload was given up; nothing of it was ever seen.' })
export class WorkerListDiscarded {
  @Field(() => WorkerListType, { description: 'As it stands now.' })
  list: WorkerListType;

  constructor(list: WorkerListType) {
    this.list = list;
  }
}

export const BeginWorkerListResult = createUnionType({
  name: 'BeginWorkerListResult',
  description: 'How the begin of an upload ends.',
  types: () => [WorkerListBegun, ValidationFailed, NotAllowedNow, NotFound] as const,
});

export const StageWorkersResult = createUnionType({
  name: 'StageWorkersResult',
  description: 'How the staging of a part ends.',
  types: () => [WorkersStaged, ValidationFailed, NotAllowedNow, NotFound] as const,
});

export const ApplyWorkerListResult = createUnionType({
  name: 'ApplyWorkerListResult',
  description: 'How an upload ends.',
  types: () => [WorkerListApplied, WorkerListErroneous, ValidationFailed, NotAllowedNow, NotFound] as const,
});

export const DiscardWorkerListResult = createUnionType({
  name: 'DiscardWorkerListResult',
  description: 'How giving up an upload ends.',
  types: () => [WorkerListDiscarded, ValidationFailed, NotAllowedNow, NotFound] as const,
});
