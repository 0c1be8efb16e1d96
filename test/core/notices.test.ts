import { describe, expect, it } from 'vitest'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import { createNotices } from '../../src-main/core/notices'

describe('notices', () => {
  it('tell interfaces of every one that goes, also of those that make room', () => {
    const bus = createBus<CoreFacts>((error) => {
      throw error
    })
    const shown = new Set<number>()
    bus.on('noticeAdded', ({ notice }) => shown.add(notice.id))
    bus.on('noticeRemoved', ({ id }) => shown.delete(id))
    const notices = createNotices(bus, { now: () => 0 })
    for (let count = 0; count < 50; count += 1) notices.add('info', { kind: 'text', message: `${count}` })
    notices.dismiss(notices.list()[3]?.id ?? 0)
    expect([...shown]).toEqual(notices.list().map((notice) => notice.id))
    expect(shown.size).toBeLessThan(50)
  })
})
