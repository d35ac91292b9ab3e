/** The lab as its reader has it now, as a folder in one .zip that runs with plain Node. Loaded when it is asked for. */
import { strToU8, zipSync } from 'fflate'
import { labFolder } from '../../../../course/lab-folder/folder.ts'
import type { Locale } from '../../../../course/schema.ts'
import type { Bench } from '../bench.ts'
import { argumentsOf } from '../settings.ts'

/** `name`: of the folder, which is the only entry at the archive's top. */
export function zippedFolder(
  { id, lab, documents, settings }: Pick<Bench, 'id' | 'lab' | 'documents' | 'settings'>,
  locale: Locale,
): { name: string; bytes: Uint8Array } {
  const texts = Object.fromEntries(documents.map(({ target, text }) => [target.file, text]))
  const { name, files } = labFolder({ id, lab, files: texts, args: argumentsOf(lab, settings.value), locale })
  const packed = Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, strToU8(text)]))
  return { name, bytes: zipSync(packed, { level: 9 }) }
}
