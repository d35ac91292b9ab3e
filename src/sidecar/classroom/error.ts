import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

/** There can be no classroom here: a failure of the machine, the database or the options, told with what to do next. */
export class ClassroomError extends Error implements Told {
  override name = 'ClassroomError'
  readonly code:
    | 'CLASSROOM_FOLDER'
    | 'CLASSROOM_NEWER'
    | 'CLASSROOM_UNREACHABLE'
    | 'CLASSROOM_REFUSED'
    | 'CLASSROOM_NONE'
    | 'CLASSROOM_BEHIND'
    | 'CLASSROOM_FULL'
    | 'CLASSROOM_READ_ONLY'
    | 'CLASSROOM_DAMAGED'
    | 'CLASSROOM_NO_DATABASE'
    | 'CLASSROOM_BUSY'
    | 'CLASSROOM_PASSWORD'
    | 'CLASSROOM_SCRAPER'
    | 'CLASSROOM_TIER'
    | 'CLASSROOM_ORIGIN'
    | 'CLASSROOM_PROXY'
    | 'CLASSROOM_SCHOOL'
  readonly told: SidecarSentence
  constructor(code: ClassroomError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
  }
}
