import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type ItemSummary, type Settings } from '@contract/index'
import { NO_ALERTS, isSilenced, planAlerts, worthAlert } from '../../src-main/core/alerts'

const item = (id: number, parts: Partial<ItemSummary> = {}): ItemSummary => ({
  id,
  channelId: 1,
  title: `Headline ${id}`,
  snippet: '',
  link: null,
  author: null,
  image: null,
  publishedAt: null,
  sortAt: 0,
  arrival: { how: 'push', receivedAt: 0, delayMs: null },
  important: false,
  priority: null,
  section: null,
  idle: false,
  status: { read: false, starred: false },
  ...parts,
})
const withNotifications = (parts: Partial<Settings['notifications']>): Settings => ({
  ...DEFAULT_SETTINGS,
  notifications: { ...DEFAULT_SETTINGS.notifications, ...parts },
})

describe('quiet times', () => {
  it.each([
    [{ from: 22 * 60, to: 7 * 60 }, 23 * 60, true],
    [{ from: 22 * 60, to: 7 * 60 }, 3 * 60, true],
    [{ from: 22 * 60, to: 7 * 60 }, 12 * 60, false],
    [{ from: 22 * 60, to: 7 * 60 }, 7 * 60, false],
    [{ from: 9 * 60, to: 17 * 60 }, 9 * 60, true],
    [{ from: 9 * 60, to: 17 * 60 }, 17 * 60, false],
    [{ from: 600, to: 600 }, 600, false],
  ])('span %o at minute %i is silent: %s', (quiet, minute, silent) => {
    expect(isSilenced(withNotifications({ quiet }), 0, minute)).toBe(silent)
  })

  it('do not disturb lasts until its end', () => {
    const settings = { ...DEFAULT_SETTINGS, doNotDisturbUntil: 5_000 }
    expect(isSilenced(settings, 4_999, 0)).toBe(true)
    expect(isSilenced(settings, 5_000, 0)).toBe(false)
  })
})

describe('what deserves an alert', () => {
  const channel = { notify: 'important' as const, createdAt: 1_000 }

  it('follows the channel’s level', () => {
    const items = [item(1), item(2, { important: true })]
    const ids = (notify: 'none' | 'important' | 'all') =>
      worthAlert(items, { ...channel, notify }, []).map(({ id }) => id)
    expect(ids('none')).toEqual([])
    expect(ids('important')).toEqual([2])
    expect(ids('all')).toEqual([1, 2])
  })

  it('is never what was there before the channel was added', () => {
    expect(worthAlert([item(1, { publishedAt: 999 })], { ...channel, notify: 'all' }, [])).toEqual([])
  })

  it('is what mentions a keyword, whatever the level and the case', () => {
    const items = [item(1, { title: 'Harbour CLOSED today' }), item(2)]
    expect(worthAlert(items, { ...channel, notify: 'none' }, ['closed', ' ']).map(({ id }) => id)).toEqual([1])
  })
})

describe('a loud channel', () => {
  it('is told one by one up to three, then as a group', () => {
    let history = NO_ALERTS
    const told: string[] = []
    for (const [at, id] of [
      [0, 1],
      [1_000, 2],
      [2_000, 3],
      [3_000, 4],
    ] as const) {
      const plan = planAlerts([item(id)], 1, history, at, 60)
      history = plan.history
      told.push(...plan.singles.map((one) => `single ${one.id}`), ...plan.grouped.map((one) => `group ${one.id}`))
    }
    expect(told).toEqual(['single 1', 'single 2', 'single 3', 'group 4'])
  })

  it('is told as a group at once when a crowd arrives together', () => {
    const plan = planAlerts([item(1), item(2), item(3), item(4)], 1, NO_ALERTS, 0, 60)
    expect(plan.singles).toEqual([])
    expect(plan.grouped).toHaveLength(4)
  })

  it('obeys the cap per minute over all channels, and is heard again a minute later', () => {
    const first = planAlerts([item(1), item(2)], 1, NO_ALERTS, 0, 2)
    expect(first.singles).toHaveLength(2)
    const second = planAlerts([item(3)], 2, first.history, 30_000, 2)
    expect(second.singles).toHaveLength(0)
    expect(second.grouped).toHaveLength(1)
    expect(planAlerts([item(4)], 3, second.history, 60_001, 2).singles).toHaveLength(1)
  })
})
