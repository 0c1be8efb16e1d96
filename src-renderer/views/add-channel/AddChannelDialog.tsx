import { useEffect, useRef, useState, type DragEvent } from 'react'
import { flushSync } from 'react-dom'
import { TECHNIQUES, type DetectedChannel } from '@contract/index'
import { EMPTY_FORM, isUsable, optionsName, optionsOf, settingsOf, type ChannelForm } from '../../state/channel-form'
import { isLocalAddress } from '../../state/local-address'
import { optionFaults, optionsToSend, type OptionDraft } from '../../state/option-form'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Spinner } from '../../ui/Spinner'
import { KindChoice } from '../channel-options/KindChoice'
import { OptionFields } from '../channel-options/OptionFields'
import { PublisherWishes, wishesOf } from '../channel-options/PublisherWishes'
import styles from './AddChannel.module.css'
import { AddressForm } from './AddressForm'
import { ChannelFormFields } from './ChannelFormFields'
import { DetectionResult } from './DetectionResult'
import { FolderChoice, folderOf, type Folder } from './FolderChoice'
import { OpmlChoice } from './OpmlChoice'
import { subscriptionOf } from './subscription'
import { useDetection } from './use-detection'
import { useOpml } from './use-opml'

/** The address of the receiver of this computer: whoever chooses Web Push has none to paste yet. */
const OWN_RECEIVER = 'webpush://localhost'

/** One field: paste anything, see what it is, subscribe. */
export default function AddChannelDialog() {
  const { add: text, app, options } = useText()
  const actions = useActions()
  const opml = useOpml()
  const given = useReader(({ interface: { dialog } }) => (dialog?.kind === 'add' ? dialog.address : undefined)) ?? ''
  const [address, setAddress] = useState(given)
  const [form, setForm] = useState(EMPTY_FORM)
  const [folder, setFolder] = useState<Folder>({ name: '', isNew: false })
  const [picked, setPicked] = useState<DetectedChannel | null>(null)
  const [busy, setBusy] = useState<'subscribing' | 'importing' | null>(null)
  const [dropping, setDropping] = useState(false)
  const [asked, setAsked] = useState(false)
  const body = useRef<HTMLDivElement>(null)
  const { looking, look, stop } = useDetection()

  const detection = looking.phase === 'done' ? looking.detection : null
  const chosen = detection === null ? null : (picked ?? detection.candidates[0] ?? null)
  const kind = chosen?.kind ?? (form.kind === 'auto' ? null : form.kind)
  const draft = kind === null ? {} : optionsOf(form, kind, chosen)
  const faults = kind === null ? new Map() : optionFaults(TECHNIQUES[kind], draft)
  const usable = isUsable(form)
  /** What pressing the button subscribes to; null: nothing yet. */
  const subscription = subscriptionOf({ looking, chosen, byHand: form.kind, address })

  const set = (patch: Partial<ChannelForm>) => setForm({ ...form, ...patch })
  const setDraft = (changed: OptionDraft) =>
    kind !== null && set({ options: { ...form.options, [optionsName(kind, chosen)]: changed } })
  const settingsFor = (url: string) => {
    const given = kind === null ? {} : optionsToSend(TECHNIQUES[kind], draft)
    return {
      ...settingsOf({ ...form, acceptSelfSigned: form.acceptSelfSigned && isLocalAddress(url) }),
      ...(Object.keys(given).length > 0 ? { options: given } : {}),
    }
  }
  /** Whether nothing is wrong; else it is said at the field, and the field has the focus. */
  const isComplete = () => {
    if (usable && faults.size === 0) return true
    // What is missing is marked from now on, and drawn before it has the focus.
    flushSync(() => setAsked(true))
    body.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
    return false
  }

  const start = (wanted: string) => {
    if (wanted.trim() === '' || !usable) return
    if (form.kind !== 'auto' && !isComplete()) return
    setPicked(null)
    // Options belong to the kind that was chosen for them; a guess knows none.
    const { options: given, ...settings } = settingsFor(wanted)
    const byHand = form.kind !== 'auto'
    void look(wanted.trim(), {
      ...(byHand ? { onlyKind: form.kind as Exclude<ChannelForm['kind'], 'auto'> } : {}),
      settings: { ...settings, ...(byHand && given ? { options: given } : {}) },
    })
  }

  // An address that was handed over is looked at once, when the dialog opens.
  const begin = useRef(start)
  useEffect(() => {
    if (given !== '') begin.current(given)
  }, [given])

  const bring = async (work: Promise<boolean>) => {
    setBusy('importing')
    const done = await work
    setBusy(null)
    if (done) actions.closeDialog()
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    const dropped = event.dataTransfer.files[0]
    const link = event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text/plain')
    if (dropped) void bring(opml.importFile(dropped))
    else if (link.trim() !== '') {
      setAddress(link.trim())
      start(link)
    }
  }
  const subscribe = async () => {
    if (!subscription || !isComplete()) return
    setBusy('subscribing')
    const { url, title, alternatives } = subscription
    const done = await actions.ask('channels.add', {
      url,
      kind: subscription.kind,
      folder: folderOf(folder),
      settings: { ...settingsFor(url), ...(alternatives.length > 0 ? { alternatives } : {}) },
    })
    setBusy(null)
    if (!done) return
    const { id } = done.answer
    // Whoever is to send needs to know where: that is the next step.
    if (subscription.kind === 'webpush') actions.showDialog({ kind: 'pushSheet', id })
    else actions.closeDialog()
    actions.toast(text.subscribedTo(title))
    void actions.openList({ list: 'channel', channelId: id })
  }

  const optionFields = kind !== null && (
    <OptionFields
      key={optionsName(kind, chosen)}
      kind={kind}
      draft={draft}
      faults={faults}
      asked={asked}
      onChange={setDraft}
    />
  )
  return (
    <Dialog
      title={text.title}
      description={text.describe}
      closeLabel={app.close}
      onClose={actions.closeDialog}
      actions={
        (subscription !== null || chosen !== null) && (
          <Button
            variant="primary"
            disabled={subscription === null || busy !== null || !usable}
            onClick={() => void subscribe()}
          >
            {busy === 'subscribing' ? text.subscribing : chosen ? text.subscribe : options.subscribeAnyway}
          </Button>
        )
      }
    >
      <div
        ref={body}
        className={styles.dialog}
        data-dropping={dropping ? '' : undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setDropping(true)
        }}
        onDragLeave={() => setDropping(false)}
        onDrop={drop}
      >
        <AddressForm
          address={address}
          found={chosen !== null}
          onChange={setAddress}
          onLook={start}
          onOpml={(pasted) => void bring(opml.importText(pasted))}
        />
        <KindChoice
          value={form.kind}
          onChange={(wanted) => {
            set({ kind: wanted })
            if (wanted === 'webpush' && address.trim() === '') setAddress(OWN_RECEIVER)
            // What was found was found as something else.
            if (looking.phase !== 'idle') stop()
          }}
        />
        {looking.phase === 'looking' && (
          <div className={styles.progress}>
            <Spinner label={text.looking} />
            <Button variant="quiet" onClick={stop}>
              {text.stop}
            </Button>
          </div>
        )}
        {busy === 'importing' && <Spinner label={text.opmlReading} />}
        {looking.phase === 'refused' && (
          <p className={styles.error} role="alert">
            {looking.message}
          </p>
        )}
        {detection && (
          <DetectionResult detection={detection} chosen={chosen} onChoose={setPicked}>
            {chosen && chosen.subscribedAs === null && (
              <>
                {optionFields}
                <PublisherWishes
                  kind={chosen.kind}
                  wishes={wishesOf(chosen.facts)}
                  draft={draft}
                  login={form.login}
                  onDraft={setDraft}
                  onLogin={(login) => set({ login })}
                />
              </>
            )}
          </DetectionResult>
        )}
        {chosen === null && optionFields}
        {subscription !== null && chosen === null && <p className={styles.hint}>{options.subscribeAnywayHint}</p>}
        {subscription !== null && <FolderChoice folder={folder} onChange={setFolder} />}

        <details className={styles.more}>
          <summary>{text.more}</summary>
          {/* A form of its own: what is covered must be in one for browsers to treat it as a secret. */}
          <form
            autoComplete="off"
            onSubmit={(event) => {
              event.preventDefault()
              start(address)
            }}
          >
            <ChannelFormFields form={form} kind={kind} local={isLocalAddress(chosen?.url ?? address)} onChange={set} />
            {detection && (
              <Button type="submit" className={styles.lookAgain} disabled={!usable}>
                {text.lookAgain}
              </Button>
            )}
          </form>
        </details>

        {looking.phase === 'idle' && form.kind === 'auto' && (
          <OpmlChoice
            dropping={dropping}
            disabled={busy !== null}
            onFile={(file) => void bring(opml.importFile(file))}
          />
        )}
      </div>
    </Dialog>
  )
}
