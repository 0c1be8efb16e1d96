import { at, numberAt, textAt } from '../json'
import type { CursorRule, Recipe } from '../recipe'
import { compare } from '../values'
import { allIn, askAt, plainRecipe, type LongPollChoices, type Order } from './base'

/** Every part as the user set it. */
export function customRecipe(order: Order): Recipe {
  const { options, url } = order
  const base = plainRecipe(order)
  const statuses = (text: string) =>
    new Set(
      text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number),
    )
  const expired = statuses(options.expiredStatuses)
  const isExpired: Record<LongPollChoices['expiredWhen'], Recipe['expired']> = {
    never: () => null,
    status: (answer) => (expired.has(answer.status) ? options.expiredThen : null),
    value: (answer) =>
      (textAt(answer.json, options.expiredPath) ?? String(at(answer.json, options.expiredPath))) ===
      options.expiredValue
        ? options.expiredThen
        : null,
    decreased: (_answer, place, next) =>
      next !== null && place.value !== null && compare(next, place.value) < 0 ? options.expiredThen : null,
  }
  const isPosted = options.method === 'POST'
  const { holdUrl, holdBody } = options
  const isTwoStep = options.cursorStyle === 'twoStep' && URL.canParse(holdUrl)
  return {
    ...base,
    key: [
      base.key,
      options.cursorStyle,
      options.cursorPath,
      options.cursorIn,
      options.cursorName,
      options.method,
      options.body,
    ].join(' '),
    ask: { ...askAt(url), method: options.method, body: isPosted ? options.body : null },
    ...(isTwoStep && {
      hold: {
        ...askAt(new URL(holdUrl)),
        method: holdBody === '' ? ('GET' as const) : ('POST' as const),
        body: holdBody === '' ? null : holdBody,
        fetchOn: (address: string) => address,
      },
    }),
    cursor: ruleOf(options),
    cursorAt: { in: options.cursorIn, name: options.cursorName },
    initial: options.initialCursor === '' ? null : options.initialCursor,
    waitAt: options.waitIn === 'none' ? null : { in: options.waitIn, name: options.waitName, unit: options.waitUnit },
    // A place that is counted by the clock always moves.
    paceNews: options.cursorStyle === 'time' || options.cursorStyle === 'none',
    emptyStatuses: statuses(options.emptyStatuses),
    told: (answer) => ({ items: allIn(answer, options.itemsPath) }),
    expired: isExpired[options.expiredWhen],
    delayMs: (answer) => (options.delayPath === '' ? 0 : (numberAt(answer.json, options.delayPath) ?? 0) * 1000),
  }
}

function ruleOf(options: LongPollChoices): CursorRule {
  const { cursorStyle: style, cursorPath: path } = options
  switch (style) {
    case 'header':
      return { style, name: path }
    case 'nextUrl':
      return { style, path: options.nextPath }
    case 'time':
      return { style, overlapMs: options.overlapSeconds * 1000 }
    case 'twoStep':
      return { style, path, changedPath: options.changedPath, morePath: options.morePath }
    case 'body':
    case 'max':
    case 'next':
      return { style, path }
    default:
      return { style }
  }
}
