import { useRef, useState } from 'react'
import { FileUp, Plus, RadioTower } from 'lucide-react'
import { useActions } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Spinner } from '../../ui/Spinner'
import { useOpml } from '../add-channel/use-opml'
import styles from './FirstRun.module.css'

type Way = 'demo' | 'add' | 'opml'

/** Shown while there are no channels: three ways to begin, the demo newsroom preselected. */
export default function FirstRun() {
  const { firstRun: text, add } = useText()
  const actions = useActions()
  const opml = useOpml()
  const [way, setWay] = useState<Way>('demo')
  const [busy, setBusy] = useState<string | null>(null)
  const file = useRef<HTMLInputElement>(null)

  const during = async (words: string, work: Promise<unknown>) => {
    setBusy(words)
    await work
    setBusy(null)
  }
  const begin = () => {
    if (way === 'demo') void during(text.demoStarting, actions.ask('demo.start', null))
    if (way === 'add') actions.showDialog({ kind: 'add' })
    if (way === 'opml') file.current?.click()
  }
  const ways = [
    { way: 'demo', icon: <RadioTower />, label: text.demo, hint: text.demoHint },
    { way: 'add', icon: <Plus />, label: text.add, hint: text.addHint },
    { way: 'opml', icon: <FileUp />, label: text.opml, hint: text.opmlHint },
  ] as const

  return (
    <form
      className={styles.panel}
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <img className={styles.mark} src="./icon.svg" alt="" width={80} height={80} />
      <h1 className={styles.title}>{text.title}</h1>
      <p className={styles.lead}>{text.lead}</p>
      <fieldset className={styles.ways}>
        <legend className="visually-hidden">{text.title}</legend>
        {ways.map((offer) => (
          <label key={offer.way} className={styles.way} data-chosen={way === offer.way ? '' : undefined}>
            <input type="radio" name="way" checked={way === offer.way} onChange={() => setWay(offer.way)} />
            <span className={styles.words}>
              <span className={styles.label}>{offer.label}</span>
              <span className={styles.hint}>{offer.hint}</span>
            </span>
            <span className={styles.icon} aria-hidden>
              {offer.icon}
            </span>
          </label>
        ))}
      </fieldset>
      <div className={styles.foot}>
        {busy !== null && <Spinner label={busy} />}
        <Button type="submit" variant="primary" disabled={busy !== null}>
          {text.start}
        </Button>
      </div>
      <input
        ref={file}
        type="file"
        hidden
        accept=".opml,.xml,text/x-opml,application/xml,text/xml"
        onChange={(event) => {
          const picked = event.target.files?.[0]
          event.target.value = ''
          if (picked) void during(add.opmlReading, opml.importFile(picked))
        }}
      />
    </form>
  )
}
