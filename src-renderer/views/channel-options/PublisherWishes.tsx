import { SECTION_SEPARATOR, type DetectedFacts, type TransportKind } from '@contract/index'
import { loginFault, type Login } from '../../state/login'
import type { OptionDraft } from '../../state/option-form'
import { wishOption } from '../../state/wishes'
import { useFormats, useText } from '../../text/use-text'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import styles from './ChannelOptions.module.css'

/** What a publisher offers and asks for, as found or as known of a channel. */
export interface Wishes {
  offersPush: readonly string[]
  pushedUntil: number | null
  asksLogin: boolean
  statisticsTo: string | null
  schedule: DetectedFacts['schedule'] | null
  sections: readonly string[]
}

export function wishesOf(facts: DetectedFacts): Wishes {
  return {
    offersPush: facts.offersPush,
    pushedUntil: null,
    asksLogin: facts.asksLogin === true,
    statisticsTo: facts.statisticsTo ?? null,
    schedule: facts.schedule ?? null,
    sections: facts.sections ?? [],
  }
}

export interface PublisherWishesProps {
  kind: TransportKind
  wishes: Wishes
  draft: OptionDraft
  login: Login
  /** An Authorization header is stored. */
  loginStored?: boolean
  /** Of its heading: below the channel's name, or beside the other parts of a form. */
  level?: 3 | 4
  onDraft(draft: OptionDraft): void
  onLogin(login: Login): void
}

/** Sections named before "and more". */
const NAMED_SECTIONS = 8

/** Nothing here happens unless the user wants it: each wish is told in words, with its switch off. */
export function PublisherWishes({
  kind,
  wishes,
  draft,
  login,
  loginStored = false,
  level = 4,
  onDraft,
  onLogin,
}: PublisherWishesProps) {
  const { wishes: text } = useText()
  const { amount, moment, span } = useFormats()
  const { offersPush, pushedUntil, asksLogin, statisticsTo, schedule, sections } = wishes
  const scheduleOption = schedule ? wishOption(kind, 'schedule') : null
  const statisticsOption = statisticsTo === null ? null : wishOption(kind, 'statistics')
  if (offersPush.length === 0 && !asksLogin && !scheduleOption && !statisticsOption && sections.length === 0)
    return null

  const Heading = `h${level}` as const
  const fault = loginFault(login)
  const top = sections.filter((path) => !path.includes(SECTION_SEPARATOR))
  const named = (top.length > 0 ? top : sections).slice(0, NAMED_SECTIONS)
  const switchFor = (name: string) => ({
    checked: draft[name] === true,
    onChange: (wanted: boolean) => onDraft({ ...draft, [name]: wanted }),
  })
  return (
    <section className={styles.wishes}>
      <Heading className={styles.heading}>{text.title}</Heading>
      {offersPush.length > 0 && (
        <div className={styles.fact}>
          <p>{text.offersPush(offersPush.join(', '))}</p>
          <p className={styles.hint}>
            {pushedUntil === null ? text.offersPushHint : text.pushedUntil(moment.full(pushedUntil))}
          </p>
        </div>
      )}
      {asksLogin && (
        <div className={styles.login}>
          <p>{text.login}</p>
          <div className={styles.pair}>
            <TextField
              label={text.name}
              value={login.name}
              autoComplete="off"
              spellCheck={false}
              dir="auto"
              error={fault === null ? undefined : text.loginFaults[fault]}
              onChange={(name) => onLogin({ ...login, name })}
            />
            <TextField
              label={text.password}
              value={login.password}
              type="password"
              autoComplete="off"
              dir="ltr"
              onChange={(password) => onLogin({ ...login, password })}
            />
          </div>
          <p className={styles.hint}>
            {loginStored ? text.loginStored : ''} {text.loginHint}
          </p>
        </div>
      )}
      {schedule && scheduleOption && (
        <Switch
          label={text.schedule}
          hint={
            schedule.latestMs > 0
              ? text.scheduleWindow(
                  span.long(schedule.intervalMs),
                  span.long(schedule.earliestMs),
                  span.long(schedule.latestMs),
                )
              : text.scheduleHint(span.long(schedule.intervalMs))
          }
          {...switchFor(scheduleOption)}
        />
      )}
      {statisticsTo !== null && statisticsOption && (
        <Switch
          label={text.statistics}
          hint={text.statisticsHint(URL.parse(statisticsTo)?.host ?? statisticsTo)}
          {...switchFor(statisticsOption)}
        />
      )}
      {sections.length > 0 && (
        <div className={styles.fact}>
          <p>{text.sections(sections.length)}</p>
          <p className={`${styles.hint} ${styles.sections}`}>
            <bdi>{named.map((path) => path.split(SECTION_SEPARATOR).join(' › ')).join(', ')}</bdi>
            {sections.length > named.length && ` ${text.andMore(amount.count(sections.length - named.length))}`}
          </p>
        </div>
      )}
    </section>
  )
}
