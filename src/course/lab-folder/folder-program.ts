/** What is said of one program of a lab that became a folder. */
export type FolderProgram = {
  name: string
  file: string
  /** To be typed in the folder. */
  command: string
  args: string[]
  after: string[]
  /** `tcp:9999`; null of one that is waited for by its end, if at all. */
  ready: string | null
  stdin: boolean
  host: string | null
}
