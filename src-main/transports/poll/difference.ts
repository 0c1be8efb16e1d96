import type { Json } from '../../core/ports'
import { isObject, type JsonObject } from '../long-poll/json'

/** A value that is told whole in a title. Characters. */
const SHORT_CHARACTERS = 80
/** Changes named in a title, and in the text of an item. */
const TITLE_CHANGES = 3
const TEXT_CHANGES = 40
const MAX_LINE_CHARACTERS = 300
/** Lines compared; what is below counts as unchanged. */
const MAX_LINES = 5_000
/** Members looked at on each side. */
const MAX_MEMBERS = 2_000

/** What a change looks like, without a word of any language. */
export interface Difference {
  title: string
  text: string | null
}

/** The first time: what it is now. */
export function firstSight(value: Json, label: string): Difference {
  const [short, whole] = [spelled(value), full(value)]
  return { title: headed(label, short), text: short === whole ? null : whole }
}

/** `old` null: it is known only that it was another. */
export function difference(old: Json | null, value: Json, label: string): Difference {
  if (old === null) return firstSight(value, label)
  if (isPlain(old) && isPlain(value)) {
    const [before, now] = [String(old), String(value)]
    if (isShort(before) && isShort(now)) return { title: headed(label, `${before} → ${now}`), text: null }
    return ofLines(before, now, label)
  }
  const changes = changedMembers(old, value)
  if (changes.length === 0) return firstSight(value, label)
  return {
    title: headed(label, changes.slice(0, TITLE_CHANGES).join(' · ') + (changes.length > TITLE_CHANGES ? ' · …' : '')),
    text: changes.length > TITLE_CHANGES ? changes.slice(0, TEXT_CHANGES).join('\n') : null,
  }
}

function ofLines(before: string, now: string, label: string): Difference {
  const [olds, news] = [linesOf(before), linesOf(now)]
  const [had, has] = [new Set(olds), new Set(news)]
  const added = news.filter((line) => !had.has(line))
  const gone = olds.filter((line) => !has.has(line))
  const first = added[0] ?? (gone[0] === undefined ? (news[0] ?? '') : `− ${gone[0]}`)
  const lines = [...added.map((line) => `+ ${line}`), ...gone.map((line) => `− ${line}`)]
  return { title: headed(label, first), text: lines.length === 0 ? null : lines.slice(0, TEXT_CHANGES).join('\n') }
}

/** `name: old → new` for what is different, two levels deep. */
function changedMembers(old: Json, value: Json): string[] {
  const [before, now] = [members(old), members(value)]
  const changes: string[] = []
  for (const [name, member] of now) {
    const earlier = before.get(name)
    if (earlier === undefined) changes.push(`+ ${name}: ${spelled(member)}`)
    else if (JSON.stringify(earlier) !== JSON.stringify(member)) {
      changes.push(`${name}: ${spelled(earlier)} → ${spelled(member)}`)
    }
  }
  for (const [name, member] of before) if (!now.has(name)) changes.push(`− ${name}: ${spelled(member)}`)
  return changes
}

function members(value: Json): Map<string, Json> {
  const found = new Map<string, Json>()
  const take = (object: JsonObject, prefix: string): void => {
    for (const [name, member] of Object.entries(object)) {
      if (found.size >= MAX_MEMBERS) return
      if (prefix === '' && isObject(member)) take(member, `${name}.`)
      else found.set(prefix + name, member)
    }
  }
  take(isObject(value) ? value : Object.fromEntries(Object.entries(Array.isArray(value) ? value : [value])), '')
  return found
}

const isPlain = (value: Json): value is string | number | boolean | null => typeof value !== 'object' || value === null
const isShort = (text: string): boolean => text.length <= SHORT_CHARACTERS && !/[\r\n]/.test(text)

const headed = (label: string, words: string): string =>
  label.trim() === '' ? words : words === '' ? label.trim() : `${label.trim()}: ${words}`

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/, MAX_LINES)
    .map((line) => line.trim().slice(0, MAX_LINE_CHARACTERS))
    .filter((line) => line !== '')
}

/** In one line. */
function spelled(value: Json): string {
  const text = isPlain(value) ? (linesOf(String(value))[0] ?? '') : full(value)
  return text.length <= SHORT_CHARACTERS
    ? text
    : `${text.slice(0, SHORT_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

const full = (value: Json): string => (isPlain(value) ? String(value) : JSON.stringify(value))
