import { DEFAULT_SETTINGS, type Settings } from '@contract/index'
import type { Store } from '../core/ports'
import type { Database } from './database'
import { fromJson } from './rows'

/** What an older version stored, completed with what it did not know yet. */
function readSettings(database: Database): Settings {
  const row = database.get<{ value: string }>('SELECT value FROM settings WHERE id = 1')
  const stored = row === undefined ? {} : (JSON.parse(row.value) as Partial<Settings>)
  return {
    ...DEFAULT_SETTINGS,
    ...stored,
    notifications: { ...DEFAULT_SETTINGS.notifications, ...stored.notifications },
    ticker: { ...DEFAULT_SETTINGS.ticker, ...stored.ticker },
    receiver: { ...DEFAULT_SETTINGS.receiver, ...stored.receiver },
  }
}

export function valueCalls(database: Database): Pick<Store, 'settings' | 'saveSettings' | 'getValue' | 'setValue'> {
  return {
    settings: () => readSettings(database),
    saveSettings: (settings) => {
      database.run('INSERT OR REPLACE INTO settings (id, value) VALUES (1, ?)', JSON.stringify(settings))
    },
    getValue: (name) => {
      const row = database.get<{ value: string }>('SELECT value FROM named_values WHERE name = ?', name)
      return row === undefined ? null : fromJson(row.value)
    },
    setValue: (name, value) => {
      if (value === null) database.run('DELETE FROM named_values WHERE name = ?', name)
      else database.run('INSERT OR REPLACE INTO named_values (name, value) VALUES (?, ?)', name, JSON.stringify(value))
    },
  }
}
