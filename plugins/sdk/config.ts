import { z } from 'zod';

interface SecretMeta {
  readonly secret: true;
  readonly developmentDefault?: string;
}

/**
 * A secret setting: never printed, logged or answered. `developmentDefault` stands in outside production only;
 * production refuses to start with it.
 */
export function secretText(options: { developmentDefault?: string; description: string }) {
  const { description, developmentDefault } = options;
  return z
    .string()
    .min(1)
    .meta({ description, secret: true, ...(developmentDefault === undefined ? {} : { developmentDefault }) });
}

/** A setting that is no secret but has a stand-in outside production, such as a loopback address. */
export function setting<S extends z.ZodType>(
  schema: S,
  options: { developmentDefault?: string; description: string },
): S {
  return schema.meta({ ...options }) as S;
}

/** One setting of a plugin, for documentation, the environment and redaction. */
export interface SettingInfo {
  readonly key: string;
  readonly secret: boolean;
  readonly developmentDefault?: string;
  readonly description: string;
  readonly required: boolean;
}

/** The settings of a plugin's configuration object, in order. A schema that is no object has none. */
export function settingsOf(schema: z.ZodType): SettingInfo[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, field]) => {
    const meta = (field.meta() ?? {}) as Partial<SecretMeta> & { description?: string };
    return {
      key,
      secret: meta.secret === true,
      ...(meta.developmentDefault === undefined ? {} : { developmentDefault: meta.developmentDefault }),
      description: meta.description ?? '',
      required: !field.safeParse(undefined).success,
    };
  });
}

/** The values of a parsed configuration that must never appear anywhere. */
export function secretValues(schema: z.ZodType, config: Readonly<Record<string, unknown>>): string[] {
  return settingsOf(schema)
    .filter((info) => info.secret)
    .map((info) => config[info.key])
    .filter((value): value is string => typeof value === 'string' && value.length > 0);
}
