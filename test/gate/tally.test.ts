import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

interface Tally {
  passed: number
  failed: number
  skipped: string[]
  failures: string[]
}
interface TallyModule {
  fromReport(name: string, file: string, exitCode: number, read: (report: unknown) => Tally): Tally
  readVitest(report: unknown): Tally
  readPlaywright(report: unknown): Tally
  sum(tallies: Tally[]): Tally
  closingLine(tally: Tally): string
}
// The scripts are plain JavaScript, which the type check does not follow.
const location: string = new URL('../../scripts/gate/tally.mjs', import.meta.url).href
const { fromReport, readVitest, readPlaywright, sum, closingLine } = (await import(location)) as TallyModule

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-tally-'))
  file = join(folder, 'report.json')
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

const result = (status: string) => ({ status, fullName: `a ${status} test` })
const vitest = (...files: { status: string; assertionResults: unknown[] }[]) => ({ testResults: files })
const written = (report: unknown, code = 0, read = readVitest) => {
  writeFileSync(file, JSON.stringify(report))
  return fromReport('Runner', file, code, read)
}

describe('what a runner reported', () => {
  it('is counted, with the name of what was skipped', () => {
    const report = vitest({
      status: 'passed',
      assertionResults: [result('passed'), result('passed'), result('skipped')],
    })
    expect(written(report)).toEqual({
      passed: 2,
      failed: 0,
      skipped: ['a skipped test: marked as skipped in its file'],
      failures: [],
    })
  })
  it('names what failed, with the first line of why and without colours', () => {
    const failure = {
      ...result('failed'),
      failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m\n    at file.ts:3'],
    }
    expect(written(vitest({ status: 'failed', assertionResults: [failure] }), 1).failures).toEqual([
      'a failed test: expected 1 to be 2',
    ])
  })
  it('is a failure when a file broke before its first test', () => {
    const report = vitest(
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [result('passed')] },
    )
    expect(written(report, 1)).toMatchObject({ passed: 1, failed: 1 })
  })
  it('is a failure when nothing ran', () => {
    expect(written(vitest())).toMatchObject({ passed: 0, failed: 1 })
    expect(written(vitest({ status: 'passed', assertionResults: [result('skipped')] }))).toMatchObject({ failed: 1 })
  })
  it('is a failure when the runner ended badly although all passed', () => {
    const report = vitest({ status: 'passed', assertionResults: [result('passed')] })
    expect(written(report, 134)).toMatchObject({ passed: 1, failed: 1 })
  })
  it('is a failure when there is no report, or half of one', () => {
    expect(fromReport('Runner', file, 0, readVitest)).toMatchObject({ failed: 1 })
    writeFileSync(file, '{"testResults": [')
    expect(fromReport('Runner', file, 0, readVitest)).toMatchObject({ failed: 1 })
  })
  it('is read from Playwright too, where a flaky test has failed', () => {
    const report = {
      stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 },
      errors: [],
      suites: [
        {
          specs: [],
          suites: [
            {
              specs: [
                { title: 'one', tests: [{ status: 'expected', annotations: [] }] },
                {
                  file: 'a.spec.ts',
                  title: 'three',
                  tests: [{ status: 'unexpected', results: [{ errors: [{ message: 'too late\nat line 3' }] }] }],
                },
                { file: 'a.spec.ts', title: 'four', tests: [{ status: 'flaky', results: [] }] },
                {
                  title: 'two',
                  tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'no mouse' }] }],
                },
              ],
            },
          ],
        },
      ],
    }
    expect(written(report, 1, readPlaywright)).toEqual({
      passed: 3,
      failed: 2,
      skipped: ['two: no mouse'],
      failures: ['a.spec.ts three: too late', 'a.spec.ts four: no message'],
    })
  })
})

it('closes with one line that adds everything up', () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: [], failures: [] },
    { passed: 2, failed: 1, skipped: ['why'], failures: ['a test: why'] },
  ])
  expect(total.failures).toEqual(['a test: why'])
  expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped')
})
