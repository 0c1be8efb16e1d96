import { ArrowUp } from 'lucide-react'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import styles from './Timeline.module.css'

/** Says how many items wait above, while nothing moves under the reader's eye. */
export function NewItemsPill() {
  const text = useText()
  const { showHeld } = useActions()
  const held = useReader((state) => state.list.held.length)
  if (held === 0) return null
  return (
    // The announcement is around the button: a button is not named by a status inside it.
    <div role="status">
      <button type="button" className={styles.pill} title={text.timeline.newItemsHint} onClick={showHeld}>
        <ArrowUp aria-hidden />
        {text.timeline.newItems(held)}
      </button>
    </div>
  )
}
