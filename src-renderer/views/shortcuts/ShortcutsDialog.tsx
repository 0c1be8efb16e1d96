import { selectShell } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Dialog } from '../../ui/Dialog'
import styles from './ShortcutsDialog.module.css'

type Words = ReturnType<typeof useText>['shortcuts']
/** Keys of one way to do it; several ways stand side by side. */
type Ways = readonly (readonly string[])[]

/** Every key of the main window, as `views/window/use-keys` binds them. */
export default function ShortcutsDialog() {
  const { shortcuts: text, toolbar, app } = useText()
  const { closeDialog } = useActions()
  const { platform } = useReader(selectShell)
  const command = /^(darwin|mac)/i.test(platform || navigator.platform) ? '⌘' : 'Ctrl'
  return (
    <Dialog
      title={text.title}
      description={toolbar.shortcuts}
      quietDescription
      closeLabel={app.close}
      onClose={closeDialog}
      width="large"
    >
      <div className={styles.groups}>
        {groupsOf(text, command).map(([heading, lines]) => (
          <section key={heading}>
            <h3 className={styles.heading}>{heading}</h3>
            <dl className={styles.lines}>
              {lines.map(([what, ways]) => (
                <div key={what} className={styles.line}>
                  <dt>{what}</dt>
                  <dd dir="ltr">
                    {ways.map((keys, index) => (
                      <span key={index} className={styles.way}>
                        {index > 0 && <span className={styles.or}>{text.or}</span>}
                        {keys.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function groupsOf(text: Words, command: string): [string, [string, Ways][]][] {
  return [
    [
      text.groups.reading,
      [
        [text.next, [['J']]],
        [text.previous, [['K']]],
        [text.open, [['O'], ['Enter']]],
        [text.browser, [['V']]],
        [text.star, [['S']]],
        [text.read, [['M']]],
        [text.delete, [['Delete']]],
      ],
    ],
    [
      text.groups.lists,
      [
        [text.markList, [['Shift', 'A']]],
        [text.search, [['/']]],
        [text.list, [[command, '1…9']]],
      ],
    ],
    [
      text.groups.crier,
      [
        [text.add, [['A']]],
        [text.ticker, [['T']]],
        [text.pause, [['P']]],
        [text.palette, [[command, 'K']]],
        [text.help, [['?']]],
        [text.back, [['Esc']]],
      ],
    ],
  ]
}
