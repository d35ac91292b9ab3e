import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

/** There can be no classroom here: a failure of the machine, the database or the options, told with what to do next. */
export class ClassroomError extends Error implements Told {
  override name = 'ClassroomError'
  readonly code:
    | 'CLASSROOM_FOLDER'
    | 'CLASSROOM_NEWER'
    | 'CLASSROOM_UNREACHABLE'
    | 'CLASSROOM_REFUSED'
    | 'CLASSROOM_TIER'
    | 'CLASSROOM_ORIGIN'
    | 'CLASSROOM_PROXY'
  readonly told: SidecarSentence
  constructor(code: ClassroomError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
  }
}
