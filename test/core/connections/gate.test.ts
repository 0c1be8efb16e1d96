import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src-main/core/connections/gate'
import type { Admission, Gate } from '../../../src-main/core/connections/gate'
import { createFakeClock } from '../../fakes/clock'

const QUIET = { kind: 'rateLimited', message: 'Slow down' } as const

function arrive(gate: Gate, host: string, style: 'stream' | 'document' = 'stream', eager = true) {
  const controller = new AbortController()
  const one: { admission: Admission | null; cancel(): void } = {
    admission: null,
    cancel: () => controller.abort(),
  }
  void gate.enter({ host, style, eager, signal: controller.signal }).then((admission) => (one.admission = admission))
  return one
}
type Arrived = ReturnType<typeof arrive>
const admitted = (all: Arrived[]) => all.map(({ admission }) => admission?.type === 'admitted')
const leave = ({ admission }: Arrived) => admission?.type === 'admitted' && admission.left()
const open = ({ admission }: Arrived) => admission?.type === 'admitted' && admission.opened()

describe('the gate', () => {
  it('admits in order of arrival, and an open connection makes room', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock, { attemptsAtOnce: 2, pollsPerHost: 2, pollSpacingMs: 1000 })
    const all = ['a', 'b', 'c', 'd'].map((host) => arrive(gate, host))
    await clock.settle()
    expect(admitted(all)).toEqual([true, true, false, false])
    all.slice(0, 1).forEach(open)
    await clock.settle()
    expect(admitted(all)).toEqual([true, true, true, false])
    // Leaving after opening gives no second place.
    all.slice(0, 1).forEach(leave)
    all.slice(0, 1).forEach(leave)
    await clock.settle()
    expect(admitted(all)).toEqual([true, true, true, false])
    all.slice(1, 2).forEach(leave)
    await clock.settle()
    expect(admitted(all)).toEqual([true, true, true, true])
  })

  it('lets a waiting one go when it is cancelled', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock, { attemptsAtOnce: 1, pollsPerHost: 2, pollSpacingMs: 1000 })
    const all = ['a', 'b', 'c'].map((host) => arrive(gate, host))
    all[1]?.cancel()
    await clock.settle()
    all.slice(0, 1).forEach(leave)
    await clock.settle()
    expect(all.map(({ admission }) => admission?.type)).toEqual(['admitted', 'cancelled', 'admitted'])
  })

  it('keeps one place for those that are well', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock)
    const failing = Array.from({ length: 6 }, (_, index) => arrive(gate, `bad${index}`, 'stream', false))
    await clock.settle()
    expect(admitted(failing)).toEqual([true, true, true, false, false, false])
    const well = arrive(gate, 'good')
    await clock.settle()
    expect(admitted([well])).toEqual([true])
  })

  it('lets two polls of a host run, a second apart, and lets others pass by', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock)
    const polls = Array.from({ length: 4 }, () => arrive(gate, 'one', 'document'))
    const other = arrive(gate, 'two', 'document')
    await clock.settle()
    expect(admitted([...polls, other])).toEqual([true, false, false, false, true])
    await clock.advance(999)
    expect(admitted(polls)).toEqual([true, false, false, false])
    await clock.advance(1)
    expect(admitted(polls)).toEqual([true, true, false, false])
    await clock.advance(60_000)
    expect(admitted(polls)).toEqual([true, true, false, false])
    polls.slice(0, 1).forEach(leave)
    await clock.settle()
    expect(admitted(polls)).toEqual([true, true, true, false])
    expect(clock.timers).toBe(0)
  })

  it('does not spin while a failing poll waits for a place', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock)
    const failing = Array.from({ length: 4 }, (_, index) => arrive(gate, `bad${index}`, 'document', false))
    await clock.settle()
    failing.slice(0, 1).forEach(open)
    failing.slice(0, 1).forEach(leave)
    arrive(gate, 'bad0', 'document', false)
    await clock.advance(5000)
    expect(clock.timers).toBe(0)
  })

  it('turns away whoever wants a host that asked for quiet, until it is over', async () => {
    const clock = createFakeClock()
    const gate = createGate(clock, { attemptsAtOnce: 1, pollsPerHost: 2, pollSpacingMs: 1000 })
    const first = arrive(gate, 'busy')
    const waiting = arrive(gate, 'busy')
    await clock.settle()
    gate.block('busy', clock.now() + 5000, QUIET)
    gate.block('busy', clock.now() + 1000, QUIET)
    const later = arrive(gate, 'busy')
    await clock.settle()
    for (const { admission } of [waiting, later]) {
      expect(admission).toEqual({ type: 'blocked', until: clock.now() + 5000, error: QUIET })
    }
    leave(first)
    await clock.advance(5000)
    const after = arrive(gate, 'busy')
    await clock.settle()
    expect(admitted([after])).toEqual([true])
  })
})
