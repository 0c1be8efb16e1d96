import { useRef, useState } from 'react'
import { Search, X } from 'lucide-react'
import type { ListQuery } from '@contract/index'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import styles from './Timeline.module.css'

/** Searches every item as one types. Leaving the field empty goes back to the list from which the search began. */
export function SearchField() {
  const text = useText()
  const { openList } = useActions()
  const query = useReader((state) => state.list.query)
  const outdated = useReader((state) => state.list.outdated)
  const field = useRef<HTMLInputElement>(null)
  const cameFrom = useRef<ListQuery>({ list: 'unread' })
  const [typed, setTyped] = useState('')
  // Once another list is chosen, what was typed belongs to a search that is over.
  const shown = query.list === 'search' ? typed : ''

  function search(words: string) {
    setTyped(words)
    if (query.list !== 'search') cameFrom.current = query
    if (words.trim()) void openList({ list: 'search', text: words.trim() })
    else if (query.list === 'search') void openList(cameFrom.current)
  }

  return (
    <search className={styles.search}>
      <div className={styles.field}>
        <Search aria-hidden />
        <input
          id="search"
          ref={field}
          type="search"
          className={styles.input}
          aria-label={text.search.label}
          placeholder={text.search.placeholder}
          aria-keyshortcuts="/"
          dir={shown === '' ? undefined : 'auto'}
          autoComplete="off"
          spellCheck={false}
          value={shown}
          onChange={(event) => search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              search('')
              field.current?.blur()
            }
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault()
              document.getElementById('items')?.focus()
            }
          }}
        />
        {shown !== '' && (
          <IconButton
            className={styles.clear}
            label={text.search.clear}
            icon={<X />}
            onClick={() => {
              search('')
              field.current?.focus()
            }}
          />
        )}
      </div>
      {query.list === 'search' && outdated && (
        <p className={styles.outdated} role="status">
          {text.search.outdated}
          <Button onClick={() => void openList(query)}>{text.search.again}</Button>
        </p>
      )}
    </search>
  )
}
