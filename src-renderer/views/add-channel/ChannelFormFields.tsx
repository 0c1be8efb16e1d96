import { MIN_POLL_MINUTES, TECHNIQUES, type TransportKind } from '@contract/index'
import { listOf, type ChannelForm } from '../../state/channel-form'
import { areSubprotocols, isPollInterval, MAX_POLL_MINUTES } from '../../state/field-rules'
import { useFormats, useText } from '../../text/use-text'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'
import { HeaderRows } from './HeaderRows'
import { MappingRows } from './MappingRows'

export interface ChannelFormFieldsProps {
  form: ChannelForm
  /** What the address turned out to be or was said to be, null while that is open: what cannot matter is left out. */
  kind: TransportKind | null
  /** The address is on this machine or network. */
  local: boolean
  onChange(patch: Partial<ChannelForm>): void
}

/** One step further: what most addresses never need. */
export function ChannelFormFields({ form, kind, local, onChange }: ChannelFormFieldsProps) {
  const { add: text } = useText()
  const { amount } = useFormats()
  const least = amount.count(MIN_POLL_MINUTES)
  return (
    <div className={styles.fields}>
      <TextField
        label={text.token}
        hint={text.tokenHint}
        type="password"
        autoComplete="off"
        dir="ltr"
        value={form.token}
        onChange={(token) => onChange({ token })}
      />
      <HeaderRows rows={form.headers} onChange={(headers) => onChange({ headers })} />
      {(kind === null || kind === 'websocket') && (
        <>
          <TextField
            label={text.subprotocols}
            hint={text.subprotocolsHint}
            dir="ltr"
            value={form.subprotocols}
            error={areSubprotocols(listOf(form.subprotocols)) ? undefined : text.badSubprotocol}
            onChange={(subprotocols) => onChange({ subprotocols })}
          />
          <TextField
            label={text.greeting}
            hint={text.greetingHint}
            lines={2}
            dir="ltr"
            spellCheck={false}
            value={form.greeting}
            onChange={(greeting) => onChange({ greeting })}
          />
        </>
      )}
      {(kind === null || TECHNIQUES[kind].mapping) && (
        <MappingRows rows={form.mapping} onChange={(mapping) => onChange({ mapping })} />
      )}
      {(kind === null || TECHNIQUES[kind].polled) && (
        <TextField
          label={text.interval}
          hint={text.intervalHint(least)}
          inputMode="numeric"
          value={form.pollMinutes}
          error={isPollInterval(form.pollMinutes) ? undefined : text.badInterval(least, amount.count(MAX_POLL_MINUTES))}
          onChange={(pollMinutes) => onChange({ pollMinutes })}
        />
      )}
      <Switch
        label={text.selfSigned}
        hint={local ? text.selfSignedHint : text.selfSignedOnlyLocal}
        checked={local && form.acceptSelfSigned}
        disabled={!local}
        onChange={(acceptSelfSigned) => onChange({ acceptSelfSigned })}
      />
    </div>
  )
}
