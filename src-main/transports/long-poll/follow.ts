import { TransportError, type Json } from '../../core/ports'
import { at, written } from './json'
import { judge, type Verdict } from './judge'
import { createPace } from './pace'
import { hashOf, type Place } from './place'
import type { Answer, Recipe } from './recipe'
import { requestOf, type Wanted } from './request'
import type { Session } from './session'

/** A place that is refused so often in a row will be refused for ever. */
const MAX_EXPIRIES = 3
/** Items remembered of the last answers, to know them again where a place overlaps. */
const MAX_REMEMBERED = 5_000

/** Asks, hands over, asks again, until it is aborted or something fails. */
export async function follow(session: Session, recipe: Recipe): Promise<never> {
  const pace = createPace(recipe.gapMs)
  const seen = new Set<string>()
  let first = true
  let expiries = 0
  for (;;) {
    if (recipe.begin !== undefined) await recipe.begin(conversationOf(session, recipe))
    const waitMs = first && recipe.firstAtOnce ? 0 : recipe.waitMs
    const isHolding = recipe.hold !== undefined && session.place().value !== null
    const turn = isHolding ? await hold(session, recipe, waitMs) : await fetchOnce(session, recipe, waitMs, first)
    if (turn === null) continue
    const { answer, verdict } = turn
    if (verdict.expired) {
      expiries += 1
      if (expiries >= MAX_EXPIRIES) throw refusedAgain(answer)
      await session.deliver([], verdict.next, answer.url)
    } else {
      expiries = 0
      session.opened()
      const items = recipe.cursor.style === 'time' ? unseen(verdict.items, seen) : verdict.items
      if (verdict.missing !== null) session.leftOut(1, verdict.missing.failure)
      if (verdict.items.length > 0 && answer.json === undefined) {
        await session.deliverText(answer.text, verdict.next, answer.url)
      } else await session.deliver(items, verdict.next, answer.url)
      if (items.length === 0) verdict.brought = 'empty'
    }
    first = false
    await session.pause(Math.max(verdict.waitMs, pace.next({ ...answer, brought: verdict.brought })))
  }
}

interface Turn {
  answer: Answer
  verdict: Verdict
}

async function fetchOnce(session: Session, recipe: Recipe, waitMs: number, first: boolean): Promise<Turn | null> {
  const place = session.place()
  const told = recipe.waitAt !== null
  const { fetchOn } = recipe.hold ?? {}
  const ask = fetchOn === undefined ? recipe.ask : { ...recipe.ask, url: fetchOn(recipe.ask.url, place.value) }
  const wanted = requestOf(recipe, ask, place, { waitMs: told && fetchOn === undefined ? waitMs : null, first })
  const answer = await session.ask(wanted, fetchOn !== undefined ? 0 : told ? waitMs : null)
  return answer === null ? null : { answer, verdict: judge(recipe, answer, place, first) }
}

/** "Something has changed" is held; what has is then fetched, page by page. */
async function hold(session: Session, recipe: Recipe, waitMs: number): Promise<Turn | null> {
  const { cursor, hold: held } = recipe
  if (cursor.style !== 'twoStep' || held === undefined) return null
  const place = session.place()
  const wanted = requestOf(recipe, held, place, { waitMs, first: false })
  const answer = await session.ask(wanted, recipe.waitAt === null ? null : waitMs)
  if (answer === null) return null
  const verdict = judge({ ...recipe, told: () => ({ items: [] }), cursor: { style: 'none' } }, answer, place, false)
  if (verdict.expired) return { answer, verdict }
  const still: Verdict = { ...verdict, next: place }
  if (at(answer.json, cursor.changedPath) !== true) return { answer, verdict: still }
  session.opened()
  for (;;) {
    const page = await fetchOnce(session, recipe, waitMs, false)
    if (page === null) return null
    const isMore = at(page.answer.json, cursor.morePath) === true && page.verdict.brought === 'progress'
    // The server's wish (Dropbox's backoff) stands in the answer that was held.
    const waited = Math.max(verdict.waitMs, page.verdict.waitMs)
    if (page.verdict.expired || !isMore) {
      const { askedAt } = answer
      return { answer: { ...page.answer, askedAt }, verdict: { ...page.verdict, waitMs: waited } }
    }
    await session.deliver(page.verdict.items, page.verdict.next, page.answer.url)
  }
}

function conversationOf(session: Session, recipe: Recipe): Parameters<NonNullable<Recipe['begin']>>[0] {
  return {
    place: () => session.place(),
    async ask(what, form) {
      const plain = { ...recipe, cursor: { style: 'none' } as const, shape: undefined }
      const wanted = requestOf(plain, what, session.place(), { waitMs: null, first: false })
      const answer = await session.ask(form === undefined ? wanted : withForm(wanted, form), 0)
      if (answer === null) throw new TransportError('timeout', 'There was no answer in time.')
      // Only what is no success matters here.
      judge({ ...recipe, told: () => ({ items: [] }), cursor: { style: 'none' } }, answer, session.place(), false)
      session.opened()
      return answer
    },
    deliver: (items, next: Place, url) => session.deliver(items, next, url),
  }
}

function withForm(wanted: Wanted, form: Readonly<Record<string, string>>): Wanted {
  const text = new URLSearchParams(form).toString()
  if (wanted.method === 'GET') return { ...wanted, url: `${wanted.url}?${text}`, shown: `${wanted.shown}?${text}` }
  const headers = { ...wanted.headers, 'Content-Type': 'application/x-www-form-urlencoded' }
  return { ...wanted, body: text, headers }
}

/** Without those that the last answers held already. */
function unseen(items: readonly Json[], seen: Set<string>): Json[] {
  const fresh: Json[] = []
  for (const item of items) {
    const mark = hashOf(written(item) ?? '')
    if (seen.has(mark)) continue
    seen.add(mark)
    fresh.push(item)
    const oldest = seen.values().next()
    if (seen.size > MAX_REMEMBERED && oldest.done !== true) seen.delete(oldest.value)
  }
  return fresh
}

function refusedAgain({ url }: Answer): TransportError {
  const { host } = new URL(url)
  return new TransportError('protocol', `${host} says again and again that our place in its news is too old.`)
}
