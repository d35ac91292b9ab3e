/** An exercise's solution, apart from the page: its panel fetches it after a pass, or when the reader gives up. */
import type { APIRoute, GetStaticPaths } from 'astro'
import { listExercises, loadExercise } from '../../../../../course/load.ts'
import { attempt } from '../../../../components/mdx/course.ts'

export const getStaticPaths = (() =>
  listExercises().flatMap((id) => {
    const loaded = attempt(() => loadExercise(id))
    const [unit, slug] = id.split('/')
    return 'value' in loaded ? [{ params: { unit, slug }, props: { solution: loaded.value.solution } }] : []
  })) satisfies GetStaticPaths

export const GET: APIRoute = ({ props }) => Response.json(props.solution)
