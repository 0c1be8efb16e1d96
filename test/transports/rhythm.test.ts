import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src-main/core/ports'
import { watchRhythm } from '../../src-main/transports/rhythm'

/** Moves only when told; calls what is due in order. */
function handClock() {
  let now = 1_000_000
  let timers: { at: number; call: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(milliseconds, call) {
      const timer = { at: now + milliseconds, call }
      timers.push(timer)
      return () => void (timers = timers.filter((other) => other !== timer))
    },
  }
  const advance = (milliseconds: number) => {
    const until = now + milliseconds
    for (;;) {
      const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      timers = timers.filter((other) => other !== due)
      now = due.at
      due.call()
    }
    now = until
  }
  return { clock, advance, waiting: () => timers.length }
}

describe('the rhythm of a stream', () => {
  it('allows the least silence to a stream without one', () => {
    const { clock, advance } = handClock()
    const stalls: number[] = []
    watchRhythm(clock, (silence) => stalls.push(silence))
    advance(89_999)
    expect(stalls).toEqual([])
    advance(1)
    expect(stalls).toEqual([90_000])
  })

  it('allows three times the longest pause', () => {
    const { clock, advance } = handClock()
    const stalls: number[] = []
    const rhythm = watchRhythm(clock, (silence) => stalls.push(silence))
    advance(60_000)
    rhythm.sign()
    advance(10_000)
    rhythm.sign()
    advance(179_999)
    expect(stalls).toEqual([])
    advance(1)
    expect(stalls).toEqual([180_000])
  })

  it('does not blame the stream while we are busy', () => {
    const { clock, advance } = handClock()
    const stalls: number[] = []
    const rhythm = watchRhythm(clock, (silence) => stalls.push(silence))
    rhythm.busy(true)
    advance(500_000)
    rhythm.busy(false)
    advance(80_000)
    expect(stalls).toEqual([])
    advance(100_000)
    expect(stalls).toHaveLength(1)
  })

  it('leaves no timer behind', () => {
    const { clock, advance, waiting } = handClock()
    const stalls: number[] = []
    const rhythm = watchRhythm(clock, (silence) => stalls.push(silence))
    rhythm.stop()
    expect(waiting()).toBe(0)
    advance(1_000_000)
    expect(stalls).toEqual([])
  })
})
