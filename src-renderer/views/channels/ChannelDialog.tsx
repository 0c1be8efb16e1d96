import { useState, type FormEvent } from 'react'
import { MAPPABLE_FIELDS, MIN_POLL_MINUTES, type ChannelId, type ChannelView } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import { ChannelCounters } from '../channel-edit/ChannelCounters'
import styles from './ChannelDialog.module.css'
import { ChannelStateLine } from './ChannelStateLine'
import { draftOf, patchOf, type ChannelDraft, type DraftProblems } from './channel-draft'

/** What Crier follows, how it reads it, and how it is doing. */
export default function ChannelDialog({ id }: { id: ChannelId }) {
  const channel = useReader(selectChannel(id))
  return channel ? <EditChannel key={id} channel={channel} /> : null
}

function EditChannel({ channel }: { channel: ChannelView }) {
  const text = useText()
  const words = text.channel.edit
  const { ask, closeDialog } = useActions()
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOf(channel))
  const [problems, setProblems] = useState<DraftProblems>({})
  const set = (change: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...change }))
  const { headerNames } = channel.settings

  async function save(event: FormEvent) {
    event.preventDefault()
    const result = patchOf(draft, channel, text.channel)
    if ('problems' in result) {
      setProblems(result.problems)
      return
    }
    setProblems({})
    if (await ask('channels.change', { id: channel.id, patch: result.patch })) closeDialog()
  }

  return (
    <Dialog
      title={words.title}
      description={words.describe}
      closeLabel={text.app.close}
      onClose={closeDialog}
      actions={
        <>
          <Button variant="quiet" onClick={closeDialog}>
            {text.app.cancel}
          </Button>
          <Button variant="primary" type="submit" form="channel-edit">
            {text.app.save}
          </Button>
        </>
      }
    >
      <form id="channel-edit" className={styles.form} onSubmit={(event) => void save(event)}>
        <ChannelStateLine id={channel.id} />
        <TextField
          label={words.name}
          value={draft.title}
          onChange={(title) => set({ title })}
          error={problems.title}
          dir="auto"
        />
        <TextField
          label={words.address}
          value={draft.url}
          onChange={(url) => set({ url })}
          dir="ltr"
          spellCheck={false}
        />
        <TextField
          label={words.folder}
          hint={words.folderHint}
          value={draft.folder}
          onChange={(folder) => set({ folder })}
          dir="auto"
        />
        {channel.kind === 'feed' && (
          <TextField
            label={words.interval}
            hint={words.intervalHint(MIN_POLL_MINUTES)}
            inputMode="numeric"
            value={draft.pollMinutes}
            onChange={(pollMinutes) => set({ pollMinutes })}
            error={problems.pollMinutes}
          />
        )}
        {headerNames.length > 0 && (
          <Switch
            label={words.headersReplace}
            hint={words.headersStored(headerNames.join(', '))}
            checked={draft.replaceHeaders}
            onChange={(replaceHeaders) => set({ replaceHeaders })}
          />
        )}
        {draft.replaceHeaders && (
          <TextField
            label={words.headers}
            hint={words.headersHint}
            lines={3}
            dir="ltr"
            spellCheck={false}
            value={draft.headers}
            onChange={(headers) => set({ headers })}
            error={problems.headers}
          />
        )}
        {channel.kind === 'websocket' && (
          <>
            <TextField
              label={words.subprotocols}
              hint={words.subprotocolsHint}
              dir="ltr"
              value={draft.subprotocols}
              onChange={(subprotocols) => set({ subprotocols })}
            />
            <TextField
              label={words.greeting}
              hint={words.greetingHint}
              lines={2}
              dir="ltr"
              spellCheck={false}
              value={draft.greeting}
              onChange={(greeting) => set({ greeting })}
            />
          </>
        )}
        {channel.kind !== 'feed' && (
          <fieldset className={styles.fields}>
            <legend>{words.mapping}</legend>
            <p className={styles.hint}>{words.mappingHint}</p>
            {problems.mapping && (
              <p className={styles.error} role="alert">
                {problems.mapping}
              </p>
            )}
            <div className={styles.grid}>
              {MAPPABLE_FIELDS.map((field) => (
                <TextField
                  key={field}
                  label={text.channel.fields[field]}
                  dir="ltr"
                  spellCheck={false}
                  value={draft.mapping[field] ?? ''}
                  onChange={(pointer) => set({ mapping: { ...draft.mapping, [field]: pointer } })}
                />
              ))}
            </div>
          </fieldset>
        )}
        <Switch
          label={words.selfSigned}
          hint={words.selfSignedHint}
          checked={draft.acceptSelfSigned}
          onChange={(acceptSelfSigned) => set({ acceptSelfSigned })}
        />
      </form>
      <ChannelCounters channel={channel} />
    </Dialog>
  )
}
