/**
 * The facts the course has to teach: `inventory.json`, one entry a fact, grouped by what it is about. Each says where it
 * is taught. Where introductory texts often say something else, that is `corrected`, and `proof` is what shows who is
 * right. The page docs/inventory.md is made of it by inventory-page.ts.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PROOF_FORM } from './inventory-proof.ts'

const Fact = z
  .object({
    id: z.number().int().positive(),
    /** What is right, in few words. */
    fact: z.string().min(1),
    /** Lesson id to some of its words that teach the fact (without markup; texts of its figures count). */
    lessons: z.record(z.string(), z.string().min(3)).refine((lessons) => Object.keys(lessons).length > 0, 'no lesson'),
    /** What is often said instead, and is wrong, loose or out of date. */
    corrected: z.string().min(1).optional(),
    /** What shows it, as it stands in one of the lessons: see inventory-proof.ts. */
    proof: z.array(z.string().regex(PROOF_FORM)).min(1).optional(),
  })
  .strict()
  .refine(({ corrected, proof }) => !corrected === !proof, 'what is corrected has a proof, and nothing else')
export type Fact = z.infer<typeof Fact>

const Inventory = z.array(z.object({ about: z.string().min(1), rows: z.array(Fact).min(1) }).strict())
export type Inventory = z.infer<typeof Inventory>

export const INVENTORY_FILE = join(import.meta.dirname, 'inventory.json')

/** Throws ZodError where an entry has another form. */
export function readInventory(file = INVENTORY_FILE): Inventory {
  return Inventory.parse(JSON.parse(readFileSync(file, 'utf8')))
}

export const factsOf = (inventory: Inventory): Fact[] => inventory.flatMap(({ rows }) => rows)
