import { useRef, useState } from 'react'
import { Copy, Download, FileUp } from 'lucide-react'
import { selectShell } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { Spinner } from '../../ui/Spinner'
import { useOpml } from '../add-channel/use-opml'
import { exportCdf } from '../channels/export-cdf'
import { saveText } from '../../state/save-text'
import styles from './Settings.module.css'
import { useSettings } from './use-settings'

const KEEP_CHOICES = [7, 30, 90, 180, 365, 0]

export function DataSettings() {
  const { settings: text, add, app, cdf } = useText()
  const actions = useActions()
  const opml = useOpml()
  const { dataFolder } = useReader(selectShell)
  const hasDemo = useReader((state) => [...state.reader.channels.values()].some(({ demo }) => demo))
  const [settings, change] = useSettings()
  const [busy, setBusy] = useState<'importing' | 'demo' | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const choices = KEEP_CHOICES.includes(settings.keepDays) ? KEEP_CHOICES : [settings.keepDays, ...KEEP_CHOICES]

  const during = async (work: 'importing' | 'demo', done: Promise<unknown>) => {
    setBusy(work)
    await done
    setBusy(null)
  }
  const exportOpml = async () => {
    const done = await actions.ask('opml.export', null)
    if (done) saveText('crier-channels.opml', 'text/x-opml', done.answer.text)
  }
  const copyPath = () =>
    void navigator.clipboard.writeText(dataFolder).then(
      () => actions.toast(text.copied),
      () => actions.toast(app.copyFailed, { level: 'error' }),
    )

  return (
    <>
      <Select
        label={text.keepDays}
        hint={text.keepHint}
        value={String(settings.keepDays)}
        options={choices.map((days) => ({ value: String(days), label: days === 0 ? text.forever : text.days(days) }))}
        onChange={(days) => change({ keepDays: Number(days) })}
      />
      <div className={styles.fact}>
        <p>{text.dataFolder}</p>
        <p className={styles.path}>
          <bdi dir="ltr">{dataFolder}</bdi>
          <IconButton label={text.copyPath} icon={<Copy />} onClick={copyPath} />
        </p>
      </div>
      <div className={styles.buttons}>
        <Button icon={<FileUp />} disabled={busy !== null} onClick={() => file.current?.click()}>
          {text.opmlImport}
        </Button>
        <Button icon={<Download />} onClick={() => void exportOpml()}>
          {text.opmlExport}
        </Button>
        <Button icon={<Download />} onClick={() => void exportCdf(actions, null)}>
          {cdf.exportAll}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".opml,.xml,text/x-opml,application/xml,text/xml"
          onChange={(event) => {
            const picked = event.target.files?.[0]
            event.target.value = ''
            if (picked) void during('importing', opml.importFile(picked))
          }}
        />
      </div>
      {busy === 'importing' && <Spinner label={add.opmlReading} />}
      <div className={styles.fact}>
        <p>{text.demo}</p>
        <p className={styles.quiet}>{text.demoHint}</p>
        <div className={styles.buttons}>
          <Button
            disabled={busy !== null}
            onClick={() => void during('demo', actions.ask(hasDemo ? 'demo.remove' : 'demo.start', null))}
          >
            {hasDemo ? text.demoRemove : text.demoStart}
          </Button>
        </div>
      </div>
    </>
  )
}
