import { MIN_POLL_MINUTES } from '@contract/index'
import { useFormats, useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { useSettings } from './use-settings'

const CHOICES = [MIN_POLL_MINUTES, 30, 60, 120, 240, 480, 1_440]
const HOUR = 60

export function PollingSettings() {
  const { settings: text } = useText()
  const { amount } = useFormats()
  const [settings, change] = useSettings()
  const choices = [...new Set([...CHOICES, settings.pollMinutes])].sort((a, b) => a - b)
  return (
    <Select
      label={text.pollMinutes}
      hint={text.pollHint(text.minutes(amount.count(MIN_POLL_MINUTES)))}
      value={String(settings.pollMinutes)}
      options={choices.map((minutes) => ({
        value: String(minutes),
        label: minutes % HOUR === 0 ? text.hours(amount.count(minutes / HOUR)) : text.minutes(amount.count(minutes)),
      }))}
      onChange={(minutes) => change({ pollMinutes: Number(minutes) })}
    />
  )
}
