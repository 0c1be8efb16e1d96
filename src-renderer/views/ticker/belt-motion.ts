/** How the belt moves: `loop` pixels in a round, `speed` pixels a second, starting `from` pixels into the round. */
export interface BeltCourse {
  loop: number
  speed: number
  from: number
}

export interface BeltMotion {
  /** Pixels moved in this round. */
  position(): number
  /** Goes on with another course; what is on the screen stays where it is when `from` says so. */
  follow(course: BeltCourse): void
  pause(): void
  play(): void
  stop(): void
}

/**
 * Moves an element along its line for ever, by one transform animation that the compositor runs by itself: no script
 * and no layout between two calls.
 *
 * @param towards −1 moves to the left (left-to-right reading), 1 to the right
 */
export function startBeltMotion(track: HTMLElement, towards: 1 | -1, first: BeltCourse): BeltMotion {
  let course = first
  const keyframes = ({ loop }: BeltCourse): Keyframe[] => [
    { transform: 'translate3d(0, 0, 0)' },
    { transform: `translate3d(${towards * loop}px, 0, 0)` },
  ]
  const duration = ({ loop, speed }: BeltCourse): number => (loop / speed) * 1_000
  const effect = new KeyframeEffect(track, keyframes(course), { duration: duration(course), iterations: Infinity })
  const animation = new Animation(effect, document.timeline)
  animation.currentTime = (course.from / course.speed) * 1_000
  animation.play()

  return {
    position: () => ((Number(animation.currentTime ?? 0) / 1_000) * course.speed) % course.loop,
    follow(next) {
      if (next.loop !== course.loop) effect.setKeyframes(keyframes(next))
      if (duration(next) !== duration(course)) effect.updateTiming({ duration: duration(next) })
      course = next
      animation.currentTime = (next.from / next.speed) * 1_000
    },
    pause: () => animation.pause(),
    play: () => animation.play(),
    stop: () => animation.cancel(),
  }
}
