import { readFileSync } from 'node:fs'
import { z } from 'zod'

const colour = z.string().regex(/^#[0-9a-f]{6}$/)

const blueprintSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  logline: z.string(),
  characters: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z-]+$/, 'it becomes a file name'),
        name: z.string(),
        role: z.string(),
        wants: z.string(),
        hides: z.string(),
        traits: z.strictObject({
          hair: colour,
          skin: colour,
          coat: colour,
          light: colour,
          long: z.boolean(),
        }),
      }),
    )
    .min(1),
})

export type Blueprint = z.infer<typeof blueprintSchema>
export type Character = Blueprint['characters'][number]

/** Reads the blueprint that lies beside this file, as a model might have written it: checked before it is believed. */
export function readBlueprint(): Blueprint {
  return blueprintSchema.parse(JSON.parse(readFileSync(new URL('./blueprint.json', import.meta.url), 'utf8')))
}
