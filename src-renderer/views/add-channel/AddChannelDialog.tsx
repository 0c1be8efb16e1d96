import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent } from 'react'
import { FileUp, Search } from 'lucide-react'
import { EMPTY_FORM, isUsable, settingsOf } from '../../state/channel-form'
import { isLocalAddress } from '../../state/local-address'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Spinner } from '../../ui/Spinner'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'
import { ChannelFormFields } from './ChannelFormFields'
import { DetectionResult } from './DetectionResult'
import { FolderChoice, folderOf, type Folder } from './FolderChoice'
import { useDetection } from './use-detection'
import { looksLikeOpml, useOpml } from './use-opml'

/** One field: paste anything, see what it is, subscribe. */
export default function AddChannelDialog() {
  const { add: text, app } = useText()
  const actions = useActions()
  const opml = useOpml()
  const given = useReader(({ interface: { dialog } }) => (dialog?.kind === 'add' ? dialog.address : undefined)) ?? ''
  const [address, setAddress] = useState(given)
  const [form, setForm] = useState(EMPTY_FORM)
  const [folder, setFolder] = useState<Folder>({ name: '', isNew: false })
  const [chosenUrl, setChosenUrl] = useState<string | null>(null)
  const [busy, setBusy] = useState<'subscribing' | 'importing' | null>(null)
  const [dropping, setDropping] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const { looking, look, stop } = useDetection()

  const detection = looking.phase === 'done' ? looking.detection : null
  const chosen = detection?.candidates.find(({ url }) => url === chosenUrl) ?? detection?.candidates[0] ?? null

  const start = (wanted: string) => {
    if (wanted.trim() === '' || !isUsable(form)) return
    setChosenUrl(null)
    const onlyKind = form.kind === 'auto' ? {} : { onlyKind: form.kind }
    void look(wanted.trim(), { ...onlyKind, settings: settingsFor(wanted) })
  }
  const settingsFor = (url: string) =>
    settingsOf({ ...form, acceptSelfSigned: form.acceptSelfSigned && isLocalAddress(url) })

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
  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const pasted = event.clipboardData.getData('text')
    if (pasted.trim() === '') return
    if (looksLikeOpml(pasted)) {
      event.preventDefault()
      void bring(opml.importText(pasted))
    } else if (address.trim() === '') {
      // Into an empty field it is the whole address; into a written one it is a correction, and Enter looks.
      event.preventDefault()
      setAddress(pasted.trim())
      start(pasted)
    }
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
    if (!chosen || chosen.subscribedAs !== null) return
    setBusy('subscribing')
    const { url, kind, title } = chosen
    const done = await actions.ask('channels.add', { url, kind, folder: folderOf(folder), settings: settingsFor(url) })
    setBusy(null)
    if (!done) return
    actions.closeDialog()
    actions.toast(text.subscribedTo(title))
    void actions.openList({ list: 'channel', channelId: done.answer.id })
  }

  return (
    <Dialog
      title={text.title}
      description={text.describe}
      closeLabel={app.close}
      onClose={actions.closeDialog}
      actions={
        chosen !== null && (
          <Button
            variant="primary"
            disabled={chosen.subscribedAs !== null || busy !== null || !isUsable(form)}
            onClick={() => void subscribe()}
          >
            {busy === 'subscribing' ? text.subscribing : text.subscribe}
          </Button>
        )
      }
    >
      <div
        className={styles.dialog}
        data-dropping={dropping ? '' : undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setDropping(true)
        }}
        onDragLeave={() => setDropping(false)}
        onDrop={drop}
      >
        <form
          className={styles.ask}
          onPaste={paste}
          onSubmit={(event) => {
            event.preventDefault()
            start(address)
          }}
        >
          <TextField
            className={styles.address}
            label={text.address}
            placeholder={text.placeholder}
            value={address}
            autoFocus
            dir="ltr"
            inputMode="url"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            onChange={setAddress}
          />
          <Button
            type="submit"
            icon={<Search />}
            variant={chosen ? 'plain' : 'primary'}
            disabled={address.trim() === ''}
          >
            {text.look}
          </Button>
        </form>

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
        {detection && <DetectionResult detection={detection} chosen={chosen} onChoose={setChosenUrl} />}
        {chosen && chosen.subscribedAs === null && <FolderChoice folder={folder} onChange={setFolder} />}

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
            <ChannelFormFields
              form={form}
              kind={chosen?.kind ?? null}
              local={isLocalAddress(chosen?.url ?? address)}
              kindOpen
              onChange={(patch) => setForm({ ...form, ...patch })}
            />
            {detection && (
              <Button type="submit" className={styles.lookAgain} disabled={!isUsable(form)}>
                {text.lookAgain}
              </Button>
            )}
          </form>
        </details>

        {looking.phase === 'idle' && (
          <>
            <Button
              className={styles.opml}
              variant="quiet"
              icon={<FileUp />}
              disabled={busy !== null}
              onClick={() => file.current?.click()}
            >
              {dropping ? text.opmlDrop : text.opml}
            </Button>
            <input
              ref={file}
              type="file"
              hidden
              accept=".opml,.xml,text/x-opml,application/xml,text/xml"
              onChange={(event) => {
                const picked = event.target.files?.[0]
                event.target.value = ''
                if (picked) void bring(opml.importFile(picked))
              }}
            />
          </>
        )}
      </div>
    </Dialog>
  )
}
