/** Names of the interactive panels that a lesson may show with `<Panel name>`; each is an island of the site. */
export const PANELS: readonly string[] = [
  'utf8-frame',
  'arrow-diagram',
  'cut-stream',
  'struct-hex',
  'frame-stepper',
  'bit-slider',
  'demux-board',
  'models-gantt',
]
