import type { CSSProperties } from 'react'
import type { ItemId } from '@contract/index'
import type { Journey, JourneyStep } from '../../state/journey'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { HowIcon } from '../../ui/HowIcon'
import styles from './Journey.module.css'

/** A bar for each arrival on one linear scale from zero. Read out as a list of sentences. */
export function ArrivalBars({ journey, openId }: { journey: Journey; openId: ItemId }) {
  const { journey: text } = useText()
  const { span } = useFormats()
  const { scaleMs, ticks, steps } = journey
  return (
    <div className={styles.chart}>
      <div className={styles.axis} aria-hidden>
        <span />
        <div className={styles.scale}>
          {ticks.map((tick) => (
            <span key={tick} className={styles.tick} style={place(tick / scaleMs)}>
              {tick === 0 ? '0' : span.short(tick)}
            </span>
          ))}
        </div>
        <span />
      </div>
      <ol role="list" className={styles.bars} aria-label={text.list}>
        {steps.map((step) => (
          <ArrivalBar key={step.item.id} step={step} ticks={ticks} scaleMs={scaleMs} open={step.item.id === openId} />
        ))}
      </ol>
    </div>
  )
}

interface ArrivalBarProps {
  step: JourneyStep
  ticks: readonly number[]
  scaleMs: number
  open: boolean
}

function ArrivalBar({ step: { item, delayMs, share, torn }, ticks, scaleMs, open }: ArrivalBarProps) {
  const { journey: text, kinds, techniques } = useText()
  const { span } = useFormats()
  const { openItem, closeDialog } = useActions()
  const channel = useReader(selectChannel(item.channelId))
  const { how } = item.arrival
  const technique = channel ? techniques[channel.kind].name : ''
  const title = channel?.title ?? ''
  return (
    <li className={styles.row} data-how={how} data-open={open ? '' : undefined} aria-current={open ? true : undefined}>
      <button
        type="button"
        className={styles.name}
        title={text.openItem(title)}
        onClick={() => {
          closeDialog()
          void openItem(item.id)
        }}
      >
        <HowIcon how={how} />
        <span className={styles.words}>
          <span className={styles.technique} dir="auto">
            {technique}
          </span>
          {/* The demo's channels are named after their technique. */}
          {channel?.demo !== true && (
            <span className={styles.channel} dir="auto">
              {title}
            </span>
          )}
        </span>
        <span className="visually-hidden">, {kinds.groups[how]}</span>
      </button>
      <span className={styles.track} aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} className={styles.line} style={place(tick / scaleMs)} />
        ))}
        <span className={styles.bar} data-torn={torn ? '' : undefined} style={{ '--share': share } as CSSProperties} />
      </span>
      <span className={styles.delay}>{span.short(delayMs)}</span>
      {open && <span className="visually-hidden">{text.here}</span>}
    </li>
  )
}

const place = (share: number) => ({ insetInlineStart: `${share * 100}%` })
