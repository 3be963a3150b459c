import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionType } from '../../kernel/pagination.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import {
  errorPolicies,
  problemSeverities,
  workerListStates,
  type ErrorPolicy,
  type ProblemSeverity,
  type WorkerListCounts,
  type WorkerListState,
} from '../domain/worker-list.js';

export const WorkerListStateEnum = enumOf(workerListStates);
export const WorkerListErrorPolicyEnum = enumOf(errorPolicies);
export const WorkerProblemSeverityEnum = enumOf(problemSeverities);
registerEnumType(WorkerListStateEnum, {
  name: 'WorkerListState',
  description:
    'STAGING: parts arrive and nobody sees them; APPLIED: in force; REFUSED: had errors; DISCARDED: given up; REPLACED: another list is in force.',
});
registerEnumType(WorkerListErrorPolicyEnum, {
  name: 'WorkerListErrorPolicy',
  description:
    'REFUSE: one erroneous row refuses the whole list. SKIP: erroneous rows are left out, nobody is removed.',
});
registerEnumType(WorkerProblemSeverityEnum, {
  name: 'WorkerProblemSeverity',
  description: 'ERROR: the row cannot be taken. WARNING: it is taken; look at it.',
});

@ObjectType('WorkerListCounts', { description: 'Numbers of an upload.' })
export class WorkerListCountsType implements WorkerListCounts {
  @Field(() => Int, { description: 'Rows of the file.' })
  rows: number;

  @Field(() => Int, { description: 'Workers that were not on the list in force.' })
  added: number;

  @Field(() => Int, { description: 'Workers of whom the file says something else than the list in force.' })
  changed: number;

  @Field(() => Int, { description: 'Workers of whom both say the same.' })
  unchanged: number;

  @Field(() => Int, { description: 'Workers that are no longer listed; known once the list is applied.' })
  removed: number;

  @Field(() => Int, { description: 'Workers that stay because erroneous rows were skipped.' })
  kept: number;

  @Field(() => Int, { description: 'Rows with an error.' })
  refused: number;

  @Field(() => Int, { description: 'Errors.' })
  problems: number;

  @Field(() => Int, { description: 'Warnings.' })
  warnings: number;

  @Field(() => Int, { description: 'People who were new to the data bank and are entered by now.' })
  registered: number;
}

@ObjectType({ description: 'Something to correct in a worker list, or to look at. Holds no value of the file.' })
export class WorkerProblem {
  @Field(() => Int, { description: 'Row as a spreadsheet counts: the heading is row 1.' })
  row: number;

  @Field(() => String, { description: 'Column, such as nationalId.' })
  column: string;

  @Field(() => String, { description: 'Code, such as NIK_LENGTH.' })
  code: string;

  @Field(() => WorkerProblemSeverityEnum, { description: 'Error or warning.' })
  severity: ProblemSeverity;

  @Field(() => Int, { nullable: true, description: 'The other row, where it takes two to make the problem.' })
  otherRow?: number | null;
}

export const WorkerProblemConnection = connectionType(WorkerProblem, 'WorkerProblem');

@ObjectType('WorkerList', { description: 'An upload of the list of all workers of an employer.' })
export class WorkerListType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => WorkerListStateEnum, { description: 'Where it stands.' })
  state: WorkerListState;

  @Field(() => WorkerListErrorPolicyEnum, { description: 'What happens to erroneous rows.' })
  onError: ErrorPolicy;

  @Field(() => String, { nullable: true, description: 'Name of the file, as told.' })
  fileName?: string;

  @Field(() => String, { nullable: true, description: 'SHA-256 (hex) of the file, as told; null until it is applied.' })
  fileHash?: string;

  @Field(() => Int, { description: 'How often the upload was begun.' })
  attempt: number;

  @Field(() => WorkerListCountsType, { description: 'Numbers of this attempt.' })
  counts: WorkerListCounts;

  @Field(() => DateTimeScalar, { description: 'When this attempt began.' })
  begunAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was applied, refused or given up.' })
  endedAt?: Date;

  @Field(() => Boolean, { description: 'True while new people of an applied list are still being entered.' })
  registering: boolean;
}
