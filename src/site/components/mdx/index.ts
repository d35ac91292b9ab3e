/** Everything a lesson may use by name, without importing it. */
import Compare from './Compare.astro'
import Exercise from './Exercise.astro'
import Figure from './Figure.astro'
import Lab from './Lab.astro'
import Note from './Note.astro'
import Panel from './Panel.astro'
import Predict from './Predict.astro'
import Quiz from './Quiz.astro'
import Rfc from './Rfc.astro'
import Term from './Term.astro'
import Walkthrough from './Walkthrough.astro'

export const lessonComponents = {
  Compare,
  Exercise,
  Figure,
  Lab,
  Note,
  Panel,
  Predict,
  Quiz,
  Rfc,
  Term,
  Walkthrough,
}
