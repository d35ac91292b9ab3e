/** A backup that cannot be made or restored, told with what to do. Nothing was changed. */
import { en, type SidecarSentence, type Told, told } from '../../words/index.ts'

export class BackupError extends Error implements Told {
  override name = 'BackupError'
  readonly code:
    | 'BACKUP_EXISTS'
    | 'BACKUP_UNWRITABLE'
    | 'BACKUP_UNREADABLE'
    | 'BACKUP_FOREIGN'
    | 'BACKUP_CUT'
    | 'BACKUP_NEWER'
    | 'RESTORE_NOT_EMPTY'
    | 'RESTORE_FAILED'
  readonly told: SidecarSentence
  constructor(code: BackupError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
  }
}
