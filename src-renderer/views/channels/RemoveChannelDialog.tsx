import type { ChannelId } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

/** The one question Crier asks before it acts: a channel takes its items with it. */
export default function RemoveChannelDialog({ id }: { id: ChannelId }) {
  const text = useText()
  const { ask, closeDialog, openList } = useActions()
  const channel = useReader(selectChannel(id))
  const showsIt = useReader(({ list: { query } }) => query.list === 'channel' && query.channelId === id)
  if (!channel) return null

  async function remove() {
    closeDialog()
    const done = await ask('channels.remove', { id })
    if (done && showsIt) await openList({ list: 'unread' })
  }

  return (
    <Dialog
      title={text.channel.remove.title(channel.title)}
      description={text.channel.remove.body(channel.total)}
      closeLabel={text.app.close}
      onClose={closeDialog}
      width="small"
      actions={
        <>
          <Button variant="quiet" onClick={closeDialog}>
            {text.app.cancel}
          </Button>
          <Button variant="danger" onClick={() => void remove()}>
            {text.channel.remove.confirm}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  )
}
