import type { Alternative, ChannelView } from '@contract/index'
import type { Actions } from '../../state/actions'
import { useActions } from '../../state/use-reader'
import type { Catalogue } from '../../text/en'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './ChannelOptions.module.css'

/** Follows a channel's news by another technique of its publisher, and says so. */
export async function followBy(
  actions: Actions,
  text: Catalogue,
  { id }: Pick<ChannelView, 'id'>,
  to: Alternative,
): Promise<boolean> {
  const done = await actions.ask('channels.switchTechnique', { id, to })
  if (done) actions.toast(text.others.switched(text.techniques[to.kind].name))
  return done !== null
}

/** The techniques by which the publisher is known to offer the same news, each a press away. */
export function OtherWays({ channel, onFollow }: { channel: ChannelView; onFollow(): void }) {
  const text = useText()
  const actions = useActions()
  const { alternatives } = channel.settings
  if (alternatives.length === 0) return null
  return (
    <section className={styles.other}>
      <h3 className={styles.heading}>{text.others.title}</h3>
      <p className={styles.hint}>{text.others.hint}</p>
      <div className={styles.others}>
        {alternatives.map((to) => (
          <Button
            key={`${to.kind} ${to.url}`}
            title={to.url}
            onClick={() => void followBy(actions, text, channel, to).then((done) => done && onFollow())}
          >
            {text.others.follow(text.techniques[to.kind].name)}
          </Button>
        ))}
      </div>
    </section>
  )
}
