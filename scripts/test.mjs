/**
 * `npm test`: everything that can be checked here, one closing line. Fetches Debian's browser when it may; what
 * cannot run is skipped with its reason.
 */
import { provideMachine } from './gate/machine.mjs'
import * as stages from './gate/stages.mjs'
import { closingLine, sum } from './gate/tally.mjs'

const tallies = await stages.runStages([
  ['what the tests need of this machine', provideMachine],
  ['lint', stages.lint],
  ['format', stages.format],
  ['types of the main side', stages.typesOfMain],
  ['types of the interface', stages.typesOfInterface],
  ['types of the browser tests', stages.typesOfBrowserTests],
  ['build', stages.build],
  ['unit and integration tests', () => stages.unit()],
  ['corpora', stages.corpora],
  ['end-to-end tests in the browser', stages.browser],
  ['end-to-end tests in Electron', stages.electron],
])
const total = sum(tallies)
stages.close(total, closingLine(total))
