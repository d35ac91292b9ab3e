/** Vitest's runner for a spec that is evaluated from its text. Vitest makes one for each run. */
import { TestRunner } from 'vitest'
import { evaluateSpec } from './spec-module.ts'

export default class SpecRunner extends TestRunner {
  override importFile(filepath: string): Promise<void> {
    return evaluateSpec(filepath)
  }
}
