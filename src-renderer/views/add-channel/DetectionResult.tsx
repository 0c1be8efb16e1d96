import type { ReactNode } from 'react'
import type { Detection, DetectedChannel } from '@contract/index'
import { TriangleAlert } from 'lucide-react'
import { useActions } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './AddChannel.module.css'
import { FoundChannel } from './FoundChannel'
import { foundWords, nextWords } from './found-words'

export interface DetectionResultProps {
  detection: Detection
  chosen: DetectedChannel | null
  onChoose(found: DetectedChannel): void
  /** What the chosen one asks and lets set, before its first items. */
  children: ReactNode
}

/** What the reader found out: one channel, several to choose from, or why there is none. */
export function DetectionResult({ detection, chosen, onChoose, children }: DetectionResultProps) {
  const text = useText()
  const formats = useFormats()
  const actions = useActions()
  const { candidates, failure, steps } = detection
  return (
    <div className={styles.result}>
      {candidates.length === 0 && (
        <div className={styles.trouble} role="alert">
          <TriangleAlert aria-hidden />
          <div>
            <p className={styles.name} dir="auto">
              {failure?.message ?? text.add.nothing}
            </p>
            <p>{failure ? nextWords(failure.kind, text.add.next) : text.add.nothingNext}</p>
            {failure?.detail && (
              <details>
                <summary>{text.add.detail}</summary>
                <pre className={styles.detail}>{failure.detail}</pre>
              </details>
            )}
          </div>
        </div>
      )}
      {candidates.length > 1 && (
        <fieldset className={styles.group}>
          <legend className={styles.legend}>{text.add.several(candidates.length)}</legend>
          {candidates.map((candidate) => (
            <label
              key={`${candidate.kind} ${candidate.url}`}
              className={styles.choice}
              data-chosen={candidate === chosen ? '' : undefined}
            >
              <input
                type="radio"
                name="candidate"
                checked={candidate === chosen}
                onChange={() => onChoose(candidate)}
              />
              <span>
                <span className={styles.choiceTitle} dir="auto">
                  {candidate.title}
                </span>
                <span className={styles.hint}>{foundWords(candidate, text, formats)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {chosen !== null && chosen.subscribedAs !== null && (
        <p className={styles.already} role="status">
          {text.add.subscribed}
          <Button
            variant="quiet"
            onClick={() => {
              const { subscribedAs } = chosen
              actions.closeDialog()
              if (subscribedAs !== null) void actions.openList({ list: 'channel', channelId: subscribedAs })
            }}
          >
            {text.add.openIt}
          </Button>
        </p>
      )}
      {chosen && (
        <FoundChannel key={`${chosen.kind} ${chosen.url}`} found={chosen}>
          {children}
        </FoundChannel>
      )}
      {steps.length > 0 && (
        <details className={styles.steps}>
          <summary>{text.add.steps(steps.length)}</summary>
          <ol dir="ltr">
            {steps.map((step, index) => (
              <li key={index}>{step}</li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}
