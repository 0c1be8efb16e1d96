import { useState, type FormEvent } from 'react'
import type { ChannelId } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { TextField } from '../../ui/TextField'

/** Asks for one name: the channel's own, or that of a new folder for it. */
export default function ChannelNameDialog({ id, what }: { id: ChannelId; what: 'title' | 'folder' }) {
  const text = useText()
  const { ask, closeDialog } = useActions()
  const channel = useReader(selectChannel(id))
  const [name, setName] = useState(what === 'title' ? (channel?.title ?? '') : '')
  const [missing, setMissing] = useState(false)
  if (!channel) return null

  async function save(event: FormEvent) {
    event.preventDefault()
    const chosen = name.trim()
    setMissing(chosen === '')
    if (chosen && (await ask('channels.change', { id, patch: { [what]: chosen } }))) closeDialog()
  }

  return (
    <Dialog
      title={what === 'title' ? text.channel.renameTitle : text.channel.newFolderTitle}
      description={channel.title}
      closeLabel={text.app.close}
      onClose={closeDialog}
      width="small"
      actions={
        <>
          <Button variant="quiet" onClick={closeDialog}>
            {text.app.cancel}
          </Button>
          <Button variant="primary" type="submit" form="channel-name">
            {text.app.save}
          </Button>
        </>
      }
    >
      <form id="channel-name" onSubmit={(event) => void save(event)}>
        <TextField
          label={what === 'title' ? text.channel.edit.name : text.channel.newFolderName}
          value={name}
          onChange={setName}
          error={missing && text.channel.edit.noName}
          dir="auto"
          autoFocus
        />
      </form>
    </Dialog>
  )
}
