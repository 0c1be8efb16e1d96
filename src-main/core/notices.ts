import type { Notice } from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import type { Clock } from './ports'

/** Notices kept for an interface that opens later. */
const MAX_NOTICES = 20

export interface Notices {
  list(): Notice[]
  add(level: Notice['level'], body: Notice['body']): void
  dismiss(id: number): void
}

/** What the reader wants said until somebody has seen it. */
export function createNotices(bus: Bus<CoreFacts>, clock: Pick<Clock, 'now'>): Notices {
  let notices: Notice[] = []
  let last = 0

  function remove(id: number): void {
    notices = notices.filter((notice) => notice.id !== id)
    bus.announce('noticeRemoved', { id })
  }

  return {
    list: () => notices,
    add(level, body) {
      // The same trouble is one notice, however often it happens.
      if (body.kind === 'storageTrouble') {
        const same = notices.find((notice) => notice.body.kind === body.kind && notice.body.message === body.message)
        if (same !== undefined) return
      }
      // What the last return brought is old news once there is another.
      if (body.kind === 'back') {
        for (const earlier of notices.filter((notice) => notice.body.kind === 'back')) remove(earlier.id)
      }
      last += 1
      const notice: Notice = { id: last, at: clock.now(), level, body }
      notices = [...notices, notice]
      bus.announce('noticeAdded', { notice })
      const [oldest] = notices
      if (notices.length > MAX_NOTICES && oldest !== undefined) remove(oldest.id)
    },
    dismiss(id) {
      if (notices.some((notice) => notice.id === id)) remove(id)
    },
  }
}
