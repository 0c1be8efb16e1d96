/** `npm run check`: the quick gate while working: lint, types, and the unit tests that what changed can affect. */
import * as stages from './gate/stages.mjs'
import { closingLine, sum } from './gate/tally.mjs'

const total = sum(
  await stages.runStages([
    ['lint', stages.lint],
    ['format', stages.format],
    ['types of the main side', stages.typesOfMain],
    ['types of the interface', stages.typesOfInterface],
    // The architecture test reads the sources instead of importing them, so no change would bring it up by itself.
    ['architecture', () => stages.unit(['--project', 'main', 'test/architecture.test.ts'])],
    ['tests of what changed', () => stages.changed()],
  ]),
)
stages.close(total, closingLine(total))
