import { useState } from 'react'
import { TriangleAlert } from 'lucide-react'
import type { ChannelId, PushSubscriptionSheet } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { usePushSheet } from '../../state/use-push-sheet'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { EmptyState } from '../../ui/EmptyState'
import { Spinner } from '../../ui/Spinner'
import { CopyBlock } from './CopyBlock'
import styles from './PushSheet.module.css'

/** What to give to whoever is to send: the subscription, the address alone, commands to try it. */
export default function PushSheetDialog({ id }: { id: ChannelId }) {
  const text = useText()
  const words = text.sheet
  const actions = useActions()
  const title = useReader((state) => selectChannel(id)(state)?.title)
  const [state, reload] = usePushSheet(id)
  const [asking, setAsking] = useState(false)

  const renew = async () => {
    setAsking(false)
    if (await actions.ask('channels.renewPushSubscription', { id })) {
      actions.toast(words.renewed)
      reload()
    }
  }
  const ready = state.phase === 'ready' && state.sheet !== null
  return (
    <Dialog
      title={title === undefined ? words.title : `${words.title} · ${title}`}
      description={words.describe}
      closeLabel={text.app.close}
      onClose={actions.closeDialog}
      width="large"
      actions={
        <>
          {ready && !asking && (
            <Button variant="quiet" className={styles.renew} onClick={() => setAsking(true)}>
              {words.renew}
            </Button>
          )}
          <Button variant="primary" onClick={actions.closeDialog}>
            {text.app.close}
          </Button>
        </>
      }
    >
      {state.phase === 'loading' && <Spinner label={words.loading} />}
      {state.phase === 'failed' && (
        <EmptyState
          alert
          icon={<TriangleAlert />}
          title={words.failed}
          hint={state.message}
          action={<Button onClick={reload}>{text.app.retry}</Button>}
        />
      )}
      {state.phase === 'ready' && state.sheet === null && <p>{words.none}</p>}
      {asking && (
        <div className={styles.renewing} role="alertdialog" aria-labelledby="renew-title" aria-describedby="renew-hint">
          <h3 id="renew-title" className={styles.heading}>
            {words.renewTitle}
          </h3>
          <p id="renew-hint">{words.renewHint}</p>
          <div className={styles.buttons}>
            <Button autoFocus onClick={() => setAsking(false)}>
              {text.app.cancel}
            </Button>
            <Button variant="danger" onClick={() => void renew()}>
              {words.renewConfirm}
            </Button>
          </div>
        </div>
      )}
      {state.phase === 'ready' && state.sheet && <Sheet sheet={state.sheet} />}
    </Dialog>
  )
}

function Sheet({ sheet }: { sheet: PushSubscriptionSheet }) {
  const { sheet: words } = useText()
  const { showDialog } = useActions()
  return (
    <div className={styles.sheet}>
      {sheet.trouble !== null && (
        <div className={styles.trouble} role="alert">
          <TriangleAlert aria-hidden />
          <div>
            <p>
              <strong>{words.unreachable}</strong>
            </p>
            <p dir="auto">{sheet.trouble}</p>
            <Button onClick={() => showDialog({ kind: 'settings', section: 'receiver' })}>
              {words.receiverSettings}
            </Button>
          </div>
        </div>
      )}
      <CopyBlock title={words.subscription} hint={words.subscriptionHint} content={readable(sheet.subscription)} />
      <CopyBlock title={words.endpoint} hint={words.endpointHint} content={sheet.endpoint} />
      {sheet.commands.length > 0 && (
        <section className={styles.try}>
          <h3 className={styles.heading}>{words.try}</h3>
          <p className={styles.hint}>{words.tryHint}</p>
          {sheet.commands.map(({ what, command }, index) => (
            <CopyBlock key={`${what} ${index}`} title={words.commands[what]} content={command} level={4} />
          ))}
        </section>
      )}
    </div>
  )
}

/** The subscription with its lines apart; what is no JSON as it came. */
function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    // Shown as it is: whoever sends may still know what to do with it.
    return json
  }
}
