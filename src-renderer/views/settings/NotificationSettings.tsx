import { useState } from 'react'
import { minutesOf, timeFieldOf } from '../../format/day-minutes'
import { HOUR_MS } from '../../format/spans'
import { useClient, useNow } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import { listOf } from '../../state/channel-form'
import { tomorrowMorning } from './day-ends'
import { PagePermission } from './PagePermission'
import { Range } from './Range'
import styles from './Settings.module.css'
import { useSettings } from './use-settings'

/** Ten in the evening to seven: what most people mean by night. */
const USUAL_QUIET = { from: 22 * 60, to: 7 * 60 }

export function NotificationSettings() {
  const { settings: text } = useText()
  const { amount, moment } = useFormats()
  const { clock } = useClient()
  const now = useNow(60_000)
  const [settings, change] = useSettings()
  const { enabled, quiet, perMinute, keywords } = settings.notifications
  const [words, setWords] = useState(keywords.join(', '))
  const silentUntil = settings.doNotDisturbUntil > now ? settings.doNotDisturbUntil : 0
  return (
    <>
      <Switch
        label={text.notify}
        hint={text.notifyHint}
        checked={enabled}
        onChange={(enabled) => change({ notifications: { enabled } })}
      />
      {enabled && <PagePermission />}
      <Select
        label={text.doNotDisturb}
        hint={silentUntil > 0 ? text.doNotDisturbUntil(moment.brief(silentUntil, now)) : undefined}
        value={silentUntil > 0 ? 'on' : 'off'}
        options={[
          { value: 'off', label: text.doNotDisturbOff },
          ...(silentUntil > 0 ? [{ value: 'on', label: text.doNotDisturbUntil(moment.time(silentUntil)) }] : []),
          { value: 'hour', label: text.doNotDisturbHour },
          { value: 'day', label: text.doNotDisturbDay },
        ]}
        onChange={(choice) => {
          if (choice === 'off') change({ doNotDisturbUntil: 0 })
          if (choice === 'hour') change({ doNotDisturbUntil: clock.now() + HOUR_MS })
          if (choice === 'day') change({ doNotDisturbUntil: tomorrowMorning(clock.now()) })
        }}
      />
      <Switch
        label={text.quiet}
        hint={text.quietHint}
        checked={quiet !== null}
        onChange={(on) => change({ notifications: { quiet: on ? USUAL_QUIET : null } })}
      />
      {quiet !== null && (
        <div className={styles.pair}>
          {(['from', 'to'] as const).map((end) => (
            <TextField
              key={end}
              label={end === 'from' ? text.quietFrom : text.quietTo}
              type="time"
              value={timeFieldOf(quiet[end])}
              onChange={(value) => {
                const minutes = minutesOf(value)
                if (minutes !== null) change({ notifications: { quiet: { ...quiet, [end]: minutes } } })
              }}
            />
          ))}
        </div>
      )}
      <Range
        label={text.perMinute}
        value={perMinute}
        least={1}
        most={30}
        step={1}
        words={(value) => amount.count(value)}
        onChange={(perMinute) => change({ notifications: { perMinute } })}
      />
      <TextField
        label={text.keywords}
        hint={text.keywordsHint}
        value={words}
        dir="auto"
        onChange={setWords}
        onBlur={() => change({ notifications: { keywords: listOf(words) } })}
      />
    </>
  )
}
