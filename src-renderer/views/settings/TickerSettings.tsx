import { ExternalLink } from 'lucide-react'
import type { Settings } from '@contract/index'
import { selectShell } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { Range } from './Range'
import { useSettings } from './use-settings'

const EDGES: Settings['ticker']['edge'][] = ['top', 'bottom', 'free']

export function TickerSettings() {
  const { settings: text } = useText()
  const { amount } = useFormats()
  const { can, kind } = useReader(selectShell)
  const [{ ticker }, changeAll] = useSettings()
  const change = (patch: Partial<Settings['ticker']>) => changeAll({ ticker: patch })
  const pixels = (value: number) => text.pixels(amount.count(value))
  return (
    <>
      <Switch label={text.tickerStrip} checked={ticker.strip} onChange={(strip) => change({ strip })} />
      <Range
        label={text.speed}
        value={ticker.speed}
        least={20}
        most={240}
        step={10}
        words={(speed) => text.pixelsASecond(amount.count(speed))}
        onChange={(speed) => change({ speed })}
      />
      {can.tickerWindow && (
        <>
          <Switch label={text.tickerWindow} checked={ticker.window} onChange={(window) => change({ window })} />
          <Select
            label={text.edge}
            value={ticker.edge}
            options={EDGES.map((value) => ({ value, label: text.edges[value] }))}
            onChange={(edge) => change({ edge })}
          />
          <Switch
            label={text.clickThrough}
            hint={text.clickThroughHint}
            checked={ticker.clickThrough}
            onChange={(clickThrough) => change({ clickThrough })}
          />
        </>
      )}
      <Range
        label={text.height}
        value={ticker.height}
        least={28}
        most={96}
        step={4}
        words={pixels}
        onChange={(height) => change({ height })}
      />
      <Range
        label={text.opacity}
        value={Math.round(ticker.opacity * 100)}
        least={30}
        most={100}
        step={5}
        words={(percent) => `${amount.count(percent)} %`}
        onChange={(percent) => change({ opacity: percent / 100 })}
      />
      {kind === 'browser' && (
        <Button icon={<ExternalLink />} onClick={() => window.open('/ticker', 'crier-ticker')}>
          {text.tickerPage}
        </Button>
      )}
    </>
  )
}
