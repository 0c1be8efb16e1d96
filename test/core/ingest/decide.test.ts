import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src-main/core/ingest/decide'
import { identify } from '../../../src-main/core/ingest/identity'
import type { KeyedDraft, KnownItem } from '../../../src-main/core/ports'
import { draft } from './drafts'

const keyed = (parts: Parameters<typeof draft>[0], receivedAt = 1_000): KeyedDraft =>
  identify(draft(parts), { event: { type: null, id: null }, arrival: { how: 'poll', receivedAt } })

const nothing = new Map<string, KnownItem>()

describe('what is done with a draft', () => {
  it('inserts what is new', () => {
    const { intents, repeated } = decide([keyed({ guid: 'a', title: 'A' })], nothing)
    expect(intents).toMatchObject([{ type: 'insert', read: false, starred: false, important: false }])
    expect(repeated).toBe(0)
  })

  it('leaves alone what is known and unchanged', () => {
    const same = keyed({ guid: 'a', title: 'A' })
    const known = new Map([['a', { id: 1, contentHash: same.contentHash, deleted: false }]])
    expect(decide([same], known)).toEqual({ intents: [], repeated: 1 })
  })

  it('updates what is known and changed', () => {
    const known = new Map([['a', { id: 7, contentHash: 'old', deleted: false }]])
    expect(decide([keyed({ guid: 'a', title: 'A' })], known).intents).toMatchObject([{ type: 'update', id: 7 }])
  })

  it('never brings back what the user deleted, changed or not', () => {
    const known = new Map([['a', { id: 7, contentHash: 'old', deleted: true }]])
    expect(decide([keyed({ guid: 'a', title: 'A' })], known)).toEqual({ intents: [], repeated: 1 })
  })

  it('takes the same key twice in a batch as one item with the later content and the first arrival', () => {
    const { intents } = decide(
      [keyed({ guid: 'a', title: 'Draft' }, 10), keyed({ guid: 'a', title: 'Final' }, 20)],
      nothing,
    )
    expect(intents).toHaveLength(1)
    expect(intents[0]).toMatchObject({ type: 'insert', draft: { title: 'Final', arrival: { receivedAt: 10 } } })
  })

  it('sorts by the publisher’s time but never in the future', () => {
    const sortAts = decide(
      [keyed({ guid: 'a', publishedAt: 400 }), keyed({ guid: 'b', publishedAt: 9_999 }), keyed({ guid: 'c' })],
      nothing,
    ).intents.map((intent) => intent.type === 'insert' && intent.sortAt)
    expect(sortAts).toEqual([400, 1_000, 1_000])
  })

  it('marks high priorities as important', () => {
    const important = decide(
      [keyed({ guid: 'a', priority: 4 }), keyed({ guid: 'b', priority: 3 }), keyed({ guid: 'c' })],
      nothing,
    ).intents.map((intent) => intent.important)
    expect(important).toEqual([true, false, false])
  })

  it('accounts for every draft, whatever comes in whatever order', () => {
    const entry = fc.record({ guid: fc.constantFrom('a', 'b', 'c'), title: fc.constantFrom('1', '2', '3') })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const drafts = entries.map((parts) => keyed(parts))
        const { intents, repeated } = decide(drafts, nothing)
        expect(intents.length + repeated).toBe(drafts.length)
        expect(new Set(intents.map((intent) => intent.draft.key)).size).toBe(intents.length)
        for (const intent of intents) {
          const last = drafts.findLast((one) => one.key === intent.draft.key)
          expect(intent.draft.contentHash).toBe(last?.contentHash)
        }
      }),
    )
  })
})
