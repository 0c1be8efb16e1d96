import { useMemo } from 'react'
import { Route, TriangleAlert } from 'lucide-react'
import type { ItemId } from '@contract/index'
import { journeyOf, type Journey } from '../../state/journey'
import { useArrivals } from '../../state/use-arrivals'
import { useActions } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Dialog } from '../../ui/Dialog'
import { EmptyState } from '../../ui/EmptyState'
import { HowIcon } from '../../ui/HowIcon'
import { Spinner } from '../../ui/Spinner'
import { ArrivalBars } from './ArrivalBars'
import styles from './Journey.module.css'

/** The same headline by every technique, in order of arrival: what push is for, on one page. */
export default function JourneyDialog({ id }: { id: ItemId }) {
  const text = useText()
  const { closeDialog } = useActions()
  const arrivals = useArrivals(id)
  const items = arrivals.phase === 'ready' ? arrivals.items : null
  const journey = useMemo(() => (items === null ? null : journeyOf(items)), [items])
  const headline = items?.find((item) => item.id === id)?.title ?? items?.[0]?.title

  return (
    <Dialog
      title={text.journey.title}
      description={headline ?? text.journey.list}
      closeLabel={text.app.close}
      onClose={closeDialog}
      width="large"
    >
      {arrivals.phase === 'loading' && <Spinner label={text.journey.loading} />}
      {arrivals.phase === 'failed' && (
        <EmptyState alert icon={<TriangleAlert />} title={text.journey.failed} hint={arrivals.message} />
      )}
      {items !== null && journey === null && (
        <EmptyState icon={<Route />} title={text.article.gone} hint={text.journey.nothing} />
      )}
      {journey !== null && (
        <div className={styles.journey}>
          <Figures journey={journey} />
          <ArrivalBars journey={journey} openId={id} />
          <Notes journey={journey} />
        </div>
      )}
    </Dialog>
  )
}

/** What is typical of each way, large enough to be read across the room. */
function Figures({ journey: { typical } }: { journey: Journey }) {
  const { journey: text, kinds } = useText()
  const { amount, span } = useFormats()
  const told = typical.find(({ how }) => how !== 'poll')
  const asked = typical.find(({ how }) => how === 'poll')
  // Under a millisecond nothing can be said of how many times.
  const times = told && asked && told.delayMs >= 1 ? Math.round(asked.delayMs / told.delayMs) : 0
  return (
    <div className={styles.figures}>
      <ul role="list" className={styles.figures}>
        {typical.map(({ how, count, delayMs }) => (
          <li key={how} className={styles.figure} data-how={how}>
            <p className={styles.how}>
              <HowIcon how={how} /> {kinds.groups[how]}
            </p>
            <p className={styles.span}>{span.short(delayMs)}</p>
            <p className={styles.count}>{text.typical(count)}</p>
          </li>
        ))}
      </ul>
      {times >= 2 && <p className={styles.times}>{text.times(amount.count(times))}</p>}
    </div>
  )
}

/** What the chart counts from, and what it does with bars that do not fit. */
function Notes({ journey: { origin, steps, tornTimes } }: { journey: Journey }) {
  const { journey: text } = useText()
  const { amount, moment } = useFormats()
  const at = moment.full(origin.at)
  return (
    <div className={styles.notes}>
      {steps.length < 2 && <p>{text.alone}</p>}
      <p>{origin.published ? text.from(at) : text.fromFirst(at)}</p>
      {tornTimes !== null && <p>{text.cut(amount.count(Math.round(tornTimes)))}</p>}
    </div>
  )
}
