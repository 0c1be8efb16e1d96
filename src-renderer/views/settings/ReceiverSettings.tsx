import { useState } from 'react'
import { isIpAddress, isPort, isPublicUrl } from '../../state/receiver-rules'
import { useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { HeldField } from './HeldField'
import styles from './Settings.module.css'
import { useSettings } from './use-settings'

const LOOPBACK = '127.0.0.1'

/** The door at which publishers knock: where it is, and how the world finds it. */
export function ReceiverSettings() {
  const { receiver: text } = useText()
  const [settings, change] = useSettings()
  const { host, port, publicUrl } = settings.receiver
  const [elsewhere, setElsewhere] = useState(host !== LOOPBACK)

  return (
    <div className={styles.stack}>
      <p className={styles.quiet}>{text.about}</p>
      <Select
        label={text.where}
        hint={text.whereHint}
        value={elsewhere ? 'elsewhere' : 'loopback'}
        options={[
          { value: 'loopback', label: text.loopback },
          { value: 'elsewhere', label: text.elsewhere },
        ]}
        onChange={(value) => {
          setElsewhere(value === 'elsewhere')
          if (value === 'loopback' && host !== LOOPBACK) change({ receiver: { host: LOOPBACK } })
        }}
      />
      {elsewhere && (
        <HeldField
          label={text.address}
          hint={text.addressHint}
          value={host === LOOPBACK ? '' : host}
          fault={(value) => (isIpAddress(value) ? undefined : text.badAddress)}
          onSave={(value) => change({ receiver: { host: value } })}
        />
      )}
      <HeldField
        label={text.port}
        hint={text.portHint}
        inputMode="numeric"
        value={String(port)}
        fault={(value) => (isPort(value) ? undefined : text.badPort)}
        onSave={(value) => change({ receiver: { port: Number(value) } })}
      />
      <HeldField
        label={text.publicUrl}
        hint={text.publicUrlHint}
        placeholder="https://push.example.org/"
        inputMode="url"
        value={publicUrl ?? ''}
        fault={(value) => (value === '' || isPublicUrl(value) ? undefined : text.badPublicUrl)}
        onSave={(value) => change({ receiver: { publicUrl: value === '' ? null : value } })}
      />
      <p className={styles.quiet}>{text.saved}</p>
    </div>
  )
}
