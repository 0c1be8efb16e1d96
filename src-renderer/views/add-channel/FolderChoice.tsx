import { selectChannels, folderNames } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'

/** Where the channel goes; `isNew` while the name of a new folder is being written. */
export interface Folder {
  name: string
  isNew: boolean
}

// Folder names cannot contain these: they are the values of the two other choices.
const NONE = '\0none'
const NEW = '\0new'

export function FolderChoice({ folder, onChange }: { folder: Folder; onChange(folder: Folder): void }) {
  const { add: text } = useText()
  const names = folderNames(useReader(selectChannels))
  return (
    <>
      <Select
        label={text.folder}
        value={folder.isNew ? NEW : folder.name === '' ? NONE : folder.name}
        options={[
          { value: NONE, label: text.noFolder },
          ...names.map((name) => ({ value: name, label: name })),
          { value: NEW, label: text.newFolder },
        ]}
        onChange={(value) => onChange({ name: value === NONE || value === NEW ? '' : value, isNew: value === NEW })}
      />
      {folder.isNew && (
        <TextField
          label={text.newFolderName}
          value={folder.name}
          autoFocus
          onChange={(name) => onChange({ name, isNew: true })}
        />
      )}
    </>
  )
}

/** What to tell the reader. */
export function folderOf({ name }: Folder): string | null {
  return name.trim() === '' ? null : name.trim()
}
