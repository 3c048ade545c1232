import { z } from 'zod';
import { eventSchema } from './event-schema';
import { metricsSchema } from './metrics-file';

const published = {
  'metrics.schema.json': [metricsSchema, 'metrics.json: the results of one job of exmodel'],
  'event.schema.json': [eventSchema, 'a line of events.jsonl, the log of one job of exmodel'],
} as const;

/** By file name: the JSON Schemas (draft 7) that are published in `schemas/`, of what this version writes. */
export function publishedSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(published).map(([name, [schema, title]]) => {
      const { $schema, ...json } = z.toJSONSchema(schema, { target: 'draft-7' });
      return [name, { $schema, title, ...json }];
    }),
  );
}
