import { z } from 'zod';
import { modelFaults } from './model-faults.js';
import type { PathModel, Settings } from './model.types.js';
import { SatisfactionError } from './satisfaction-error.js';

const nameSchema = z
  .string()
  .trim()
  .min(1, 'a name may not be empty')
  .refine((name) => !name.includes(' -> ') && !name.includes(' | '), 'a name may not contain " -> " or " | "');

const constructSchema = z.object({
  name: nameSchema,
  mode: z.enum(['A', 'B'], 'mode is "A" (correlation weights) or "B" (regression weights)').default('A'),
  items: z.array(nameSchema).min(1, 'a construct needs at least one item'),
});

const interactionSchema = z.object({
  name: nameSchema.optional(),
  iv: nameSchema,
  moderator: nameSchema,
  method: z.literal('two_stage', 'the method of an interaction is "two_stage"').default('two_stage'),
});

const settingsSchema = z.object({
  inner_weighting: z
    .enum(['path', 'factorial', 'centroid'], 'inner_weighting is "path", "factorial" or "centroid"')
    .default('path'),
  standardize: z.literal(true, 'items are always standardised: standardize can only be true').default(true),
  sd_denominator: z.literal('n-1', 'standard deviations divide by n-1').default('n-1'),
  initial_outer_weights: z.literal(1, 'the initial outer weights are 1').default(1),
  stop_criterion: z.number().positive().max(1e-3, 'stop_criterion is at most 0.001').optional(),
  max_iterations: z.int().min(1).max(100_000).default(300),
  missing: z
    .enum(['mean_replacement', 'mean', 'casewise'], 'missing is "mean_replacement" or "casewise"')
    .default('mean_replacement'),
});

/** Cells that say NA or nothing are missing anyway; a number may be written as text. */
const codeSchema = z
  .union([z.number(), z.string().transform((text) => (/^(na|nan)?$/i.test(text.trim()) ? null : Number(text)))])
  .refine((code) => code === null || !Number.isNaN(code), 'missing_code is a number, a list of numbers or null');

const modelSchema = z.object({
  name: z.string().default('model'),
  title: z.string().default(''),
  constructs: z.array(constructSchema).min(2, 'a path model needs at least two constructs'),
  interactions: z.array(interactionSchema).default([]),
  paths: z.array(z.object({ from: nameSchema, to: nameSchema })).min(1, 'a path model needs at least one path'),
  response_scale: z
    .tuple([z.number(), z.number()], 'response_scale is [lowest answer, highest answer] or null')
    .refine(([low, high]) => low < high, 'the lowest answer comes first in response_scale')
    .nullish(),
  missing_code: z.union([codeSchema, z.array(codeSchema)]).nullish(),
  settings: settingsSchema.prefault({}),
});

type ModelJson = z.infer<typeof modelSchema>;

/** Iterations go on until the weights stand still to this; programs stop at 1e-7 (the reference's `stop_criterion_default`). */
const defaultStopCriterion = 1e-12;

function missingCodes(code: ModelJson['missing_code']): readonly number[] {
  const codes = Array.isArray(code) ? code : [code];
  return codes.filter((value) => value !== null && value !== undefined);
}

function toSettings({ settings, missing_code }: ModelJson): Settings {
  return {
    innerWeighting: settings.inner_weighting,
    missing: settings.missing === 'casewise' ? 'casewise' : 'mean_replacement',
    missingCodes: missingCodes(missing_code),
    stopCriterion: settings.stop_criterion ?? defaultStopCriterion,
    maxIterations: settings.max_iterations,
  };
}

function toModel(json: ModelJson): PathModel {
  return {
    name: json.name,
    title: json.title,
    constructs: json.constructs,
    interactions: json.interactions.map((interaction) => ({
      ...interaction,
      name: interaction.name ?? `${interaction.iv}*${interaction.moderator}`,
    })),
    paths: json.paths,
    responseScale: json.response_scale ?? null,
    settings: toSettings(json),
  };
}

function invalid(faults: readonly string[]): SatisfactionError {
  return new SatisfactionError('model_invalid', `The model cannot be used:\n- ${faults.join('\n- ')}`);
}

/**
 * Checks a model in JSON (the layout of the reference models: constructs with items and mode, paths, interactions,
 * response_scale, missing_code, settings; other keys are passed over) and returns it.
 * Throws SatisfactionError 'model_invalid' whose message lists every fault with its place.
 */
export function parseModel(json: unknown): PathModel {
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)),
    );
  }
  const model = toModel(parsed.data);
  const faults = modelFaults(model);
  if (faults.length > 0) throw invalid(faults);
  return model;
}
