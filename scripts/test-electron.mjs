/** `npm run test:electron`: drives the built app. Skipped, with the reason, where Electron cannot run. */
import { electronMissing } from './gate/electron-suite.mjs'
import * as stages from './gate/stages.mjs'
import { closingLine, sum } from './gate/tally.mjs'

const missing = electronMissing()
if (missing !== null) {
  console.log(`skipped: tests in Electron: ${missing}`)
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  const total = sum(
    await stages.runStages([
      ['build', stages.build],
      ['tests in Electron', stages.electron],
    ]),
  )
  stages.close(total, closingLine(total))
}
