import type { ChannelId } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useNow, useReader } from '../../state/use-reader'
import { useDirection, useFormats, useText } from '../../text/use-text'
import styles from './ChannelTree.module.css'
import { stateWords } from './state-words'

export const EXPLANATION_ID = 'channel-explanation'

/** The line that is pointed at, by the pointer or by focus. */
export interface Pointed {
  id: ChannelId
  box: DOMRect
}

/** What a channel is doing, in plain words, beside its line. One for the whole tree: a thousand channels need no more. */
export function ChannelExplanation({ pointed }: { pointed: Pointed }) {
  const text = useText()
  const formats = useFormats()
  const direction = useDirection()
  const now = useNow(1_000)
  const channel = useReader(selectChannel(pointed.id))
  const pausedUntil = useReader((state) => state.reader.pausedUntil)
  if (!channel) return null
  const words = stateWords(channel, { now, pausedUntil }, text, formats)
  const beside =
    direction === 'ltr'
      ? { left: Math.min(pointed.box.right + 8, Math.max(8, window.innerWidth - 368)) }
      : { right: Math.min(window.innerWidth - pointed.box.left + 8, Math.max(8, window.innerWidth - 368)) }
  const covers = pointed.box.right + 8 > window.innerWidth - 368
  const below = { top: Math.min(covers ? pointed.box.bottom + 4 : pointed.box.top, window.innerHeight - 140) }

  return (
    <div id={EXPLANATION_ID} role="tooltip" className={styles.explanation} style={{ ...beside, ...below }}>
      <p>
        <strong>{words.status}.</strong> {words.explanation}
      </p>
      {words.trouble && <p>{words.trouble}</p>}
      {words.advice && <p dir="auto">{words.advice}</p>}
      {words.push && <p>{words.push}</p>}
      {words.others && <p>{words.others}</p>}
      <p className={styles.facts}>
        {text.techniques[channel.kind].name} · {hostOf(channel.url)}
        {words.detail && ` · ${words.detail}`}
      </p>
    </div>
  )
}

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address
}
