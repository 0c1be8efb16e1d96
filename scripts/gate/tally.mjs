import { readFileSync } from 'node:fs'

/**
 * What one part of the tests came to.
 * @typedef {{ passed: number, failed: number, skipped: string[], failures: string[] }} Tally  `skipped`: one reason
 * for each; `failures`: which tests failed and what each said, as far as the runner told it
 */

/** @returns {Tally} one check that either holds or does not */
export const single = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], failures: [] })

/** @returns {Tally} a part that could not run, and why */
export const skipped = (reason) => ({ passed: 0, failed: 0, skipped: [reason], failures: [] })

/** @returns {Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
    skipped: tallies.flatMap((tally) => tally.skipped),
    failures: tallies.flatMap((tally) => tally.failures),
  }
}

/** The closing line, alone on a line; scripts read it. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`
}

/**
 * Reads a runner's report. A runner that crashed, wrote no report or ran nothing at all counts as a failure, whatever
 * it says of itself.
 *
 * @param {(report: any) => Tally} read
 * @returns {Tally}
 */
export function fromReport(name, file, exitCode, read) {
  let tally
  try {
    tally = read(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    console.error(`${name} left no report that can be read: ${error.message}`)
    return { passed: 0, failed: 1, skipped: [], failures: [`${name} left no report that can be read`] }
  }
  if (tally.passed + tally.failed === 0) {
    console.error(`${name} ran no test at all.`)
    return { ...tally, failed: 1, failures: [`${name} ran no test at all`] }
  }
  if (exitCode !== 0 && tally.failed === 0) {
    console.error(`${name} ended with code ${exitCode} although no test failed.`)
    return { ...tally, failed: 1, failures: [`${name} ended with code ${exitCode} although no test failed`] }
  }
  return tally
}

/** @returns {Tally} of a report by Vitest's json reporter */
export function readVitest(report) {
  const results = report.testResults.flatMap((file) => file.assertionResults)
  const count = (status) => results.filter((result) => result.status === status).length
  // A file that fails outside its tests, at an import say, has no failed test of its own.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  )
  return {
    passed: count('passed'),
    failed: count('failed') + brokenFiles.length,
    failures: [
      ...results
        .filter((result) => result.status === 'failed')
        .map((result) => `${result.fullName}: ${firstLine(result.failureMessages?.[0])}`),
      ...brokenFiles.map((file) => `${file.name ?? 'a file'}: ${firstLine(file.message)}`),
    ],
    skipped: results
      .filter((result) => !['passed', 'failed'].includes(result.status))
      .map((result) => `${result.fullName}: marked as ${result.status} in its file`),
  }
}

/** @returns {Tally} of a report by Playwright's json reporter */
export function readPlaywright(report) {
  const specs = report.suites.flatMap(specsOf)
  return {
    passed: report.stats.expected,
    // One that passes only at the second try has shown a fault.
    failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
    failures: [
      ...specs
        .flatMap((spec) => spec.tests.map((test) => ({ spec, test })))
        .filter(({ test }) => test.status === 'unexpected' || test.status === 'flaky')
        .map(({ spec, test }) => `${spec.file ?? ''} ${spec.title}: ${firstLine(messageOf(test))}`.trim()),
      ...report.errors.map((error) => firstLine(error.message)),
    ],
    skipped: specs
      .flatMap((spec) => spec.tests.map((test) => ({ spec, test })))
      .filter(({ test }) => test.status === 'skipped')
      .map(
        ({ spec, test }) =>
          `${spec.title}: ${test.annotations?.find((a) => a.type === 'skip')?.description ?? 'marked as skipped in its file'}`,
      ),
  }
}

/** Escape sequences of a terminal's colours, which runners put into their messages. */
const COLOURS = /\u001b\[[0-9;]*m/g

function firstLine(message) {
  return (message ?? 'no message').replace(COLOURS, '').split('\n', 1)[0]
}

function messageOf(test) {
  return test.results?.flatMap((result) => result.errors ?? []).at(0)?.message
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}
