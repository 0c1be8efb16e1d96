import { TECHNIQUES, type Technique, type TransportKind } from '@contract/index'

/**
 * What a publisher asks for and the user grants, as options of the technique: drawn where the publisher's wish is told,
 * and in no list of settings.
 */
export const WISH_OPTIONS = {
  /** CDF SCHEDULE: ask when the publisher recommends. */
  schedule: 'followSchedule',
  /** CDF LOGTARGET: send it reading statistics. */
  statistics: 'sendStatistics',
} as const
export type Wish = keyof typeof WISH_OPTIONS

/** The option that grants a wish; null where the technique has none. */
export function wishOption(kind: TransportKind, wish: Wish): string | null {
  const technique: Technique = TECHNIQUES[kind]
  const name = WISH_OPTIONS[wish]
  return technique.options.some((field) => field.name === name && field.type === 'switch') ? name : null
}

/** Names that the general list of options leaves out. */
export const WISHED: ReadonlySet<string> = new Set(Object.values(WISH_OPTIONS))
