import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useClient } from '../../state/use-reader'
import { useDirection } from '../../text/use-text'
import styles from './PaneHandle.module.css'

const KEY_STEP_PX = 16

export interface PaneHandleProps {
  /** The width is the CSS variable `--NAME` of the element around the handle. */
  name: string
  label: string
  /** Widths in pixels. */
  least: number
  most: number
  usual: number
}

/** The line between two panes: dragged, or moved with the arrow keys; a double click or Enter takes the usual width. */
export function PaneHandle({ name, label, least, most, usual }: PaneHandleProps) {
  const { remembered } = useClient()
  const direction = useDirection()
  const [width, setWidth] = useState(() => {
    const stored = Number(remembered.get(name))
    return stored >= least && stored <= most ? stored : usual
  })

  // Reached from the handle: a parent's own ref is not set yet when its children are first laid out.
  const handle = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => handle.current?.parentElement?.style.setProperty(`--${name}`, `${width}px`), [name, width])

  function take(wanted: number) {
    const taken = Math.round(Math.min(Math.max(wanted, least), most))
    setWidth(taken)
    remembered.set(name, String(taken))
  }

  function drag(event: PointerEvent<HTMLDivElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const pane = event.currentTarget.previousElementSibling?.getBoundingClientRect()
    if (pane) take(direction === 'ltr' ? event.clientX - pane.left : pane.right - event.clientX)
  }

  function move(event: KeyboardEvent) {
    const wider = direction === 'ltr' ? 'ArrowRight' : 'ArrowLeft'
    const narrower = direction === 'ltr' ? 'ArrowLeft' : 'ArrowRight'
    const wanted = {
      [wider]: width + KEY_STEP_PX,
      [narrower]: width - KEY_STEP_PX,
      Home: least,
      End: most,
      Enter: usual,
    }[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    event.stopPropagation()
    take(wanted)
  }

  return (
    <div
      ref={handle}
      className={styles.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => take(usual)}
      onKeyDown={move}
    />
  )
}
