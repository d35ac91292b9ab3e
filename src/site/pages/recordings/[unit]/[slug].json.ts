/** A lab's recording, for pages that no sidecar serves. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRoute, GetStaticPaths } from 'astro'
import { LABS, listLabs } from '../../../../course/load.ts'

const fileOf = (id: string) => join(LABS, id, 'recording.json')

export const getStaticPaths = (() =>
  listLabs()
    .filter((id) => existsSync(fileOf(id)))
    .map((id) => {
      const [unit, slug] = id.split('/')
      return { params: { unit, slug } }
    })) satisfies GetStaticPaths

export const GET: APIRoute = ({ params }) =>
  new Response(readFileSync(fileOf(`${params.unit}/${params.slug}`), 'utf8'), {
    headers: { 'Content-Type': 'application/json' },
  })
