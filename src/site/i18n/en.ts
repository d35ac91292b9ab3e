/** Every word of the site's own interface, in English. The other languages have the same shape. */

export const en = {
  siteTitle: 'wirebook: network programming, packet by packet',
  siteDescription:
    'An interactive course in network programming. Write a program, press Run, and read every packet it puts on the wire.',
  skip: 'Skip to content',
  language: 'Language',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  outline: 'Course outline',
  course: 'Course',
  close: 'Close',
  search: 'Search',
  searchTitle: 'Search and commands (Ctrl K or ⌘ K)',
  glossary: 'Glossary',
  glossaryLede: 'The words of the trade, as this course uses them.',
  usedIn: 'In',
  listJoint: ', ',
  /** Between a label and what it names. */
  colon: ': ',
  /** Below packets that stand in the text. */
  recordedIn: (lab: string) => `From the recording of “${lab}”`,
  paper: {
    recorded: (date: string, kernel: string) => `Packets of a recording of ${date}, Linux ${kernel}.`,
    more: (count: number) => `And ${count} more, which the lab shows.`,
    sources: 'Sources',
  },
  coming: 'coming',
  inEnglishForNow: 'In English for now',
  notFoundTitle: 'There is no page here',
  notFoundText: 'The address may be mistyped, or the lesson may not be written yet.',
  toHome: 'To the course',

  lamp: {
    connecting: 'Looking for the lab',
    ready: 'Lab ready',
    reduced: 'Lab ready, reduced',
    offline: 'Lab out of reach',
    absent: 'No lab on this site',
    absentWhy:
      'These pages are served without a lab server. The text, questions and panels work; labs play their recordings.',
  },

  unitAndLesson: (unit: number, lesson: number) => `Unit ${unit}, lesson ${lesson}`,
  minutes: (n: number) => `${n} min`,
  labsAndExercises: (labs: number, exercises: number) =>
    `${count(labs, 'lab')}, ${exercises === 0 ? 'no exercises' : count(exercises, 'exercise')}`,
  exercises: (n: number) => count(n, 'exercise'),
  passedOf: (passed: number, all: number) => `${passed} of ${count(all, 'exercise')} passed`,
  goals: 'You will learn to',
  summary: 'What to keep',
  canNow: 'You can now',
  previous: 'Previous',
  next: 'Next',
  contents: 'All units',

  predict: 'Predict, then run',
  quiz: 'Check yourself',
  check: 'Check answer',
  showAnswer: 'Show answer',
  yourAnswer: 'your answer',
  yourPrediction: 'your prediction',
  right: 'right',
  rightWas: 'the answer',
  kept: 'Your prediction is kept. Now run the lab.',
  keptNoLab: 'Your prediction is kept.',
  predictOnly: 'Predict first',
  youSaid: 'You said',
  theRun: 'This run',
  answerIs: 'The answer is',
  answerNumber: 'Your answer',
  notYet: 'Not that one. Think again, or show the answer.',

  exercise: 'Exercise',
  walkthrough: 'A way to do it',
  misconception: 'Easily mistaken',
  analogy: 'A picture of it',
  compare: 'The same in three ways',
  comparePython: 'Python',
  compareBsd: 'wirebook/socket',
  compareNode: 'Node',

  home: {
    title: 'Learn network programming by reading the packets you send.',
    lede: 'Write a program, press Run, and see every packet it put on the wire, beside the line that sent it. Nothing is simulated: each lesson has a network of its own.',
    start: (lesson: string) => `Start: ${lesson}`,
    continue: (lesson: string) => `Continue: ${lesson}`,
    seeUnits: 'See the ten units',
    stage: 'A client of four lines, and the eight packets it causes',
    stageCaption: 'Four lines, eight packets, six bytes of yours',
    now: 'Continue',
    whereYouWere: 'Where you were,',
    backToLesson: 'Back to the lesson',
    units: 'Ten units',
    lessons: (n: number) => count(n, 'lesson'),
    facts: [
      {
        title: 'Predict first',
        text: 'Before a lab runs you say what you expect. Afterwards the page puts your answer beside what happened.',
      },
      {
        title: 'Break it on purpose',
        text: 'Delay the wire or drop a segment, and watch what the kernel does about it. The same plan breaks it the same way again.',
      },
      {
        title: 'Passed by behaviour',
        text: 'Tests watch what your program does, byte by byte. A failed one says what it sent, what it expected and what came.',
      },
    ],
  },
}

export type Strings = typeof en

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}
