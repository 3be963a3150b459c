/** What can be wrong with a model or with data; the message names the item or construct and what to do. */
export type SatisfactionErrorCode =
  | 'model_invalid'
  | 'data_invalid'
  | 'column_missing'
  | 'item_constant'
  | 'item_without_answers'
  | 'items_collinear'
  | 'constructs_collinear'
  | 'too_few_cases'
  | 'not_estimable'
  | 'option_invalid';

/** The one error this library throws on bad input. */
export class SatisfactionError extends Error {
  override readonly name = 'SatisfactionError';
  /** @param subjects the items or constructs at fault */
  constructor(
    readonly code: SatisfactionErrorCode,
    message: string,
    readonly subjects: readonly string[] = [],
  ) {
    super(message);
  }
}
