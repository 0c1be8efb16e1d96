import { useState, type FormEvent } from 'react'
import { flushSync } from 'react-dom'
import { MAPPABLE_FIELDS, MIN_POLL_MINUTES, TECHNIQUES, type ChannelId, type ChannelView } from '@contract/index'
import {
  draftOf,
  faultsOf,
  isFaultless,
  keptNames,
  newHostOf,
  patchOf,
  takesLogin,
  type ChannelDraft,
} from '../../state/channel-draft'
import { MAX_POLL_MINUTES } from '../../state/field-rules'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import { HeaderRows } from '../add-channel/HeaderRows'
import { ChannelCounters } from '../channel-edit/ChannelCounters'
import { OptionFields } from '../channel-options/OptionFields'
import { optionWords } from '../channel-options/option-words'
import { OtherWays } from '../channel-options/OtherWays'
import { PublisherWishes } from '../channel-options/PublisherWishes'
import styles from './ChannelDialog.module.css'
import { ChannelStateLine } from './ChannelStateLine'

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
  const set = (change: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...change }))
  const { headerNames } = channel.settings
  const { amount } = useFormats()
  const least = amount.count(MIN_POLL_MINUTES)
  const [asked, setAsked] = useState(false)
  const faults = faultsOf(draft, channel)
  const newHost = newHostOf(draft, channel)
  const technique = TECHNIQUES[channel.kind]
  const kept = keptNames(draft, channel)
  const keptWords = [...kept.headers, ...kept.secrets.map((name) => optionWords(text, channel.kind, name).label)]

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (!isFaultless(faults)) {
      const form = event.currentTarget
      // What is missing is marked from now on, and drawn before it has the focus.
      flushSync(() => setAsked(true))
      form.querySelector<HTMLElement>('[aria-invalid]')?.focus()
      return
    }
    if (await ask('channels.change', { id: channel.id, patch: patchOf(draft, channel) })) closeDialog()
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
          error={faults.title ? words.noName : undefined}
          dir="auto"
        />
        <TextField
          label={words.address}
          value={draft.url}
          onChange={(url) => set({ url })}
          dir="ltr"
          spellCheck={false}
        />
        {newHost !== null && (
          <div className={styles.warning} role="status">
            <p>{words.headersMove(keptWords.join(', '), newHost)}</p>
            <Switch
              label={words.headersDrop}
              checked={draft.dropStored}
              onChange={(dropStored) => set({ dropStored })}
            />
          </div>
        )}
        <TextField
          label={words.folder}
          hint={words.folderHint}
          value={draft.folder}
          onChange={(folder) => set({ folder })}
          dir="auto"
        />
        <OptionFields
          kind={channel.kind}
          draft={draft.options}
          faults={faults.options}
          stored={channel.settings.secretNames}
          asked={asked}
          onChange={(options) => set({ options })}
        />
        <PublisherWishes
          kind={channel.kind}
          wishes={{ ...channel.wishes, asksLogin: takesLogin(channel), sections: channel.sections }}
          draft={draft.options}
          login={draft.login}
          loginStored={headerNames.length > 0}
          level={3}
          onDraft={(options) => set({ options })}
          onLogin={(login) => set({ login })}
        />
        {technique.polled && (
          <TextField
            label={words.interval}
            hint={words.intervalHint(least)}
            inputMode="numeric"
            value={draft.pollMinutes}
            onChange={(pollMinutes) => set({ pollMinutes })}
            error={faults.pollMinutes ? text.add.badInterval(least, amount.count(MAX_POLL_MINUTES)) : undefined}
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
          <div>
            <HeaderRows rows={draft.headers} onChange={(headers) => set({ headers })} />
            {headerNames.length > 0 && <p className={styles.hint}>{words.headersHint}</p>}
          </div>
        )}
        {channel.kind === 'websocket' && (
          <>
            <TextField
              label={words.subprotocols}
              hint={words.subprotocolsHint}
              dir="ltr"
              value={draft.subprotocols}
              onChange={(subprotocols) => set({ subprotocols })}
              error={faults.subprotocols ? text.add.badSubprotocol : undefined}
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
        {technique.mapping && (
          <fieldset className={styles.fields}>
            <legend>{words.mapping}</legend>
            <p className={styles.hint}>{words.mappingHint}</p>
            <div className={styles.grid}>
              {MAPPABLE_FIELDS.map((field) => (
                <TextField
                  key={field}
                  label={text.channel.fields[field]}
                  dir="ltr"
                  spellCheck={false}
                  value={draft.mapping[field] ?? ''}
                  error={faults.pointers.has(field) ? text.add.badPointer : undefined}
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
      <OtherWays channel={channel} onFollow={closeDialog} />
      <ChannelCounters channel={channel} />
    </Dialog>
  )
}
