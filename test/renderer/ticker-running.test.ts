import { beforeEach, describe, expect, it } from 'vitest'
import { createRunningBelt, MAX_BELT_HEADLINES } from '../../src-renderer/views/ticker/running-belt'
import type { BeltCourse } from '../../src-renderer/views/ticker/belt-motion'
import { item } from '../fakes/host/sample-items'

const VIEW = 250
const SPEED = 50

/** A belt with headlines of 100 pixels, moved by hand. */
function createBelt() {
  const motion = { course: null as BeltCourse | null, position: 0, running: false, starts: 0 }
  let alarm: { milliseconds: number; then(): void } | null = null
  const belt = createRunningBelt({
    startMotion: (_, course) => {
      motion.starts += 1
      motion.course = course
      motion.position = course.from
      motion.running = true
      return {
        position: () => motion.position,
        follow: (next) => {
          motion.course = next
          motion.position = next.from
        },
        pause: () => (motion.running = false),
        play: () => (motion.running = true),
        stop: () => (motion.running = false),
      }
    },
    after(milliseconds, then) {
      alarm = { milliseconds, then }
      return () => (alarm = null)
    },
  })
  const track = document.createElement('div')
  const measure = () => {
    const places = belt.snapshot().headlines.map(({ item: { id } }) => ({ id, width: 100 }))
    belt.measured(track, { places, viewWidth: VIEW, speed: SPEED, still: false })
  }
  return {
    belt,
    motion,
    alarm: () => alarm,
    want(...ids: number[]) {
      belt.want(ids.map((id) => item({ id })))
      measure()
    },
    measure,
    ids: () => belt.snapshot().headlines.map(({ item: { id } }) => id),
    leaving: () => belt.snapshot().headlines.flatMap(({ item: { id }, leaving }) => (leaving ? [id] : [])),
  }
}

describe('a running belt', () => {
  let drawn: ReturnType<typeof createBelt>
  beforeEach(() => {
    drawn = createBelt()
  })

  it('stands still while everything fits, and lets new headlines in at the end', () => {
    drawn.want(2, 1)
    drawn.want(3, 2, 1)
    expect(drawn.belt.snapshot().scrolling).toBe(true)
    expect(drawn.ids()).toEqual([2, 1, 3])
  })

  it('does not start for two headlines', () => {
    drawn.want(2, 1)
    expect(drawn.belt.snapshot().scrolling).toBe(false)
    expect(drawn.motion.starts).toBe(0)
  })

  it('runs one loop at the wished speed', () => {
    drawn.want(4, 3, 2, 1)
    expect(drawn.motion.course).toEqual({ loop: 400, speed: SPEED, from: 0 })
  })

  it('keeps what is in view in its place when a headline arrives', () => {
    drawn.want(4, 3, 2, 1)
    drawn.motion.position = 130
    drawn.want(5, 4, 3, 2, 1)
    // 3, 2 and 1 are in view, 3 with 30 pixels gone.
    expect(drawn.ids()).toEqual([3, 2, 1, 5, 4])
    expect(drawn.motion.course).toEqual({ loop: 500, speed: SPEED, from: 30 })
    expect(drawn.motion.starts).toBe(1)
  })

  it('lets a headline that was read leave before it goes', () => {
    drawn.want(5, 4, 3, 2, 1)
    drawn.want(4, 3, 2, 1)
    expect(drawn.ids()).toContain(5)
    expect(drawn.leaving()).toEqual([5])
    // It has its 100 pixels to go, at 50 a second.
    expect(drawn.alarm()?.milliseconds).toBeCloseTo(2_020)
    drawn.motion.position = 101
    drawn.alarm()?.then()
    drawn.measure()
    expect(drawn.ids()).toEqual([4, 3, 2, 1])
    expect(drawn.alarm()).toBeNull()
  })

  it('takes out at once what was read out of sight', () => {
    drawn.want(5, 4, 3, 2, 1)
    drawn.want(5, 4, 3, 2)
    expect(drawn.ids()).toEqual([5, 4, 3, 2])
  })

  it('changes nothing while it is held, and catches up after', () => {
    drawn.want(4, 3, 2, 1)
    drawn.belt.hold(true)
    expect(drawn.motion.running).toBe(false)
    drawn.want(5, 4, 3, 2)
    expect(drawn.ids()).toEqual([4, 3, 2, 1])
    drawn.belt.hold(false)
    drawn.measure()
    expect(drawn.ids()).toEqual([4, 3, 2, 5])
    expect(drawn.motion.running).toBe(true)
  })

  it('goes headline by headline, forwards and back', () => {
    drawn.want(4, 3, 2, 1)
    drawn.motion.position = 130
    expect(drawn.belt.step(-1)).toBe(3)
    expect(drawn.motion.position).toBe(100)
    expect(drawn.belt.step(-1)).toBe(4)
    expect(drawn.belt.step(-1)).toBe(1)
    expect(drawn.belt.step(1)).toBe(4)
    expect(drawn.motion.position).toBe(0)
  })

  it('brings a headline into view that is reached by keyboard', () => {
    drawn.want(4, 3, 2, 1)
    drawn.belt.reveal(3)
    expect(drawn.motion.position).toBe(0)
    drawn.belt.reveal(1)
    expect(drawn.motion.position).toBe(300)
  })

  it('stays cheap with a thousand unread', () => {
    drawn.want(...Array.from({ length: 1_000 }, (_, index) => 1_000 - index))
    expect(drawn.ids()).toHaveLength(MAX_BELT_HEADLINES)
    expect(drawn.ids()[0]).toBe(1_000)
  })
})
