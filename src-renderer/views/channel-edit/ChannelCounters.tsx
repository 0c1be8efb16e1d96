import { useState } from 'react'
import { Check, Copy } from 'lucide-react'
import type { ChannelTally, ChannelView, Failure } from '@contract/index'
import { useActions } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './ChannelCounters.module.css'

const SHOWN: readonly (keyof ChannelTally)[] = [
  'received',
  'stored',
  'repeated',
  'dropped',
  'cut',
  'reconnects',
  'recovered',
  'bytes',
]
const POLLED: readonly (keyof ChannelTally)[] = ['polls', 'pollsUnchanged']
/** More than none of these is a loss, and stands out. */
const LOSSES: ReadonlySet<keyof ChannelTally> = new Set(['dropped', 'cut'])

/** Everything counted about a channel, and its last trouble with details to pass on. */
export function ChannelCounters({ channel }: { channel: ChannelView }) {
  const { editing: text } = useText()
  const { amount } = useFormats()
  const { tally, kind, state } = channel
  const failure = 'error' in state ? state.error : null
  const names = kind === 'feed' || tally.polls > 0 ? [...SHOWN, ...POLLED] : SHOWN
  return (
    <section className={styles.counters}>
      {failure && <Trouble failure={failure} url={channel.url} />}
      <h3 className={styles.heading}>{text.counted}</h3>
      <p className={styles.hint}>{text.countedHint}</p>
      <dl className={styles.list}>
        {names.map((name) => (
          <div key={name} className={styles.line} data-loss={LOSSES.has(name) && tally[name] > 0 ? '' : undefined}>
            <dt>{text.tally[name]}</dt>
            <dd>{name === 'bytes' ? amount.bytes(tally.bytes) : amount.count(tally[name])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Trouble({ failure, url }: { failure: Failure; url: string }) {
  const { editing: text, app } = useText()
  const { toast } = useActions()
  const [copied, setCopied] = useState(false)
  const details = [failure.message, url, failure.kind, failure.detail].filter(Boolean).join('\n')
  const copy = () =>
    void navigator.clipboard.writeText(details).then(
      () => setCopied(true),
      () => toast(app.copyFailed, { level: 'error' }),
    )
  return (
    <div className={styles.trouble}>
      <h3 className={styles.heading}>{text.trouble}</h3>
      <p dir="auto">{failure.message}</p>
      {failure.detail && (
        <pre className={styles.detail} dir="ltr">
          {failure.detail}
        </pre>
      )}
      <Button icon={copied ? <Check /> : <Copy />} onClick={copy}>
        {copied ? text.copied : text.copyDetail}
      </Button>
    </div>
  )
}
