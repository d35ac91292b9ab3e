/** Lessons: content/<locale>/<unit>/<lesson>.mdx. Unit, order and exercises come from src/course/units.ts. */
import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

export const collections = {
  lessons: defineCollection({
    loader: glob({ base: './content', pattern: '{en,zh-cn}/**/[^_]*.mdx' }),
    schema: z.object({
      title: z.string(),
      /** One or two sentences under the title. */
      lede: z.string(),
      /** Three lines: what to keep. */
      summary: z.array(z.string()).default([]),
      /** What the reader can do now. */
      canNow: z.array(z.string()).default([]),
      /** What the lesson sets out to teach. */
      goals: z.array(z.string()).default([]),
    }),
  }),
}
