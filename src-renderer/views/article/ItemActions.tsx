import { useState } from 'react'
import { Check, ExternalLink, Send } from 'lucide-react'
import type { ItemAction, ItemDetail } from '@contract/index'
import { messageOf } from '../../state/message-of'
import { useClient } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Spinner } from '../../ui/Spinner'
import styles from './ItemActions.module.css'
import { safeLink } from './safe-link'

/** The buttons that an item brings along. Each says where it leads; nothing happens without a press. */
export function ItemActions({ item }: { item: ItemDetail }) {
  const { acts: text } = useText()
  if (item.actions.length === 0) return null
  return (
    <ul role="list" className={styles.actions} aria-label={text.label}>
      {item.actions.map((action, index) => (
        <li key={index}>
          {action.type === 'view' ? (
            <ViewAction action={action} />
          ) : (
            <SendAction id={item.id} index={index} action={action} />
          )}
        </li>
      ))}
    </ul>
  )
}

function ViewAction({ action }: { action: ItemAction & { type: 'view' } }) {
  const { acts: text } = useText()
  const link = safeLink(action.url)
  const host = hostOf(action.url)
  if (link === null) {
    return (
      <span className={styles.action} data-off title={text.bad}>
        <span className={styles.words}>
          <bdi>{action.label}</bdi>
          <span className={styles.where}>{text.bad}</span>
        </span>
      </span>
    )
  }
  return (
    <a className={styles.action} href={link} target="_blank" rel="noopener noreferrer">
      <ExternalLink aria-hidden />
      <span className={styles.words}>
        <bdi>{action.label}</bdi>
        <span className={styles.where}>{text.opens(host)}</span>
      </span>
    </a>
  )
}

type Sending = { phase: 'idle' } | { phase: 'working' } | { phase: 'done' } | { phase: 'failed'; message: string }

function SendAction({ id, index, action }: { id: number; index: number; action: ItemAction & { type: 'http' } }) {
  const { acts: text } = useText()
  const { host } = useClient()
  const [sending, setSending] = useState<Sending>({ phase: 'idle' })
  const send = async () => {
    if (sending.phase === 'working') return
    setSending({ phase: 'working' })
    await host.call('items.act', { id, action: index }).then(
      () => setSending({ phase: 'done' }),
      (error: unknown) => setSending({ phase: 'failed', message: messageOf(error) }),
    )
  }
  return (
    <>
      <button
        type="button"
        className={styles.action}
        aria-disabled={sending.phase === 'working'}
        onClick={() => void send()}
      >
        {sending.phase === 'done' ? <Check aria-hidden /> : <Send aria-hidden />}
        <span className={styles.words}>
          <bdi>{action.label}</bdi>
          <span className={styles.where}>{text.sends(action.method.toUpperCase(), hostOf(action.url))}</span>
        </span>
      </button>
      {sending.phase === 'working' && <Spinner label={text.working} />}
      {sending.phase === 'done' && (
        <p className={styles.done} role="status">
          {text.done}
        </p>
      )}
      {sending.phase === 'failed' && (
        <p className={styles.failed} role="alert">
          {text.failed(sending.message)}
        </p>
      )}
    </>
  )
}

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address
}
