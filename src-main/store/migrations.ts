import { StorageError } from '../core/ports'
import type { Database } from './database'

/** "Crir": says that an SQLite file is ours (PRAGMA application_id). */
export const APPLICATION_ID = 0x43726972

/**
 * The schema's history: entry n brings a file from version n to n + 1. Entries are never changed once released.
 *
 * `place` is where an item stands in every list: sortAt in milliseconds, shifted left by 21 bits, with the low bits of
 * the id to keep items of one millisecond apart. It is also the rowid of the full-text index, which can therefore
 * answer "the newest 50 that match" without looking at the others.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE channels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    user_title TEXT,
    folder TEXT,
    settings TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    publisher TEXT NOT NULL,
    demo INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE memories (
    channel_id INTEGER PRIMARY KEY REFERENCES channels ON DELETE CASCADE,
    cursor TEXT,
    due_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    final TEXT,
    paused_until INTEGER,
    last_change_at INTEGER,
    last_attempt_at INTEGER,
    trouble TEXT
  );
  CREATE TABLE tallies (
    channel_id INTEGER PRIMARY KEY REFERENCES channels ON DELETE CASCADE,
    received INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    cut INTEGER NOT NULL DEFAULT 0,
    reconnects INTEGER NOT NULL DEFAULT 0,
    recovered INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    polls_unchanged INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE channel_counts (
    channel_id INTEGER PRIMARY KEY REFERENCES channels ON DELETE CASCADE,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    important INTEGER NOT NULL DEFAULT 0,
    last_item_at INTEGER
  );

  CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel_id INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    snippet TEXT NOT NULL,
    link TEXT,
    author TEXT,
    image TEXT,
    published_at INTEGER,
    arrived_how TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    delay_ms INTEGER,
    UNIQUE (channel_id, key)
  );
  CREATE TABLE contents (
    item_id INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE,
    html TEXT,
    text TEXT,
    updated_at INTEGER,
    categories TEXT,
    media TEXT,
    event_type TEXT,
    event_id TEXT,
    cut INTEGER NOT NULL
  );
  CREATE TABLE statuses (
    item_id INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    important INTEGER NOT NULL
  );
  CREATE INDEX statuses_all ON statuses (place);
  CREATE INDEX statuses_channel ON statuses (channel_id, place);
  CREATE INDEX statuses_unread ON statuses (place) WHERE read = 0;
  CREATE INDEX statuses_starred ON statuses (place) WHERE starred = 1;
  CREATE INDEX statuses_important ON statuses (place) WHERE important = 1;

  -- Deleted by the user and still to be had back: the status waits here, item and content stay until the next prune.
  CREATE TABLE bin (
    item_id INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    important INTEGER NOT NULL
  );
  CREATE TABLE tombstones (
    channel_id INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    key_hash BLOB NOT NULL,
    UNIQUE (channel_id, key_hash)
  );
  CREATE TABLE announced (item_id INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE);
  CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL);
  CREATE TABLE named_values (name TEXT NOT NULL UNIQUE, value TEXT NOT NULL);

  CREATE VIRTUAL TABLE search_index USING fts5 (
    title, body, author,
    content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
  );

  -- Counters follow the statuses whatever changes them, in the same transaction, so they cannot drift.
  CREATE TRIGGER statuses_added AFTER INSERT ON statuses BEGIN
    UPDATE channel_counts SET
      total = total + 1,
      unread = unread + (NEW.read = 0),
      starred = starred + NEW.starred,
      important = important + (NEW.important AND NOT NEW.read),
      last_item_at = max(coalesce(last_item_at, NEW.place >> 21), NEW.place >> 21)
    WHERE channel_id = NEW.channel_id;
  END;
  CREATE TRIGGER statuses_changed AFTER UPDATE OF read, starred, important ON statuses BEGIN
    UPDATE channel_counts SET
      unread = unread + (NEW.read = 0) - (OLD.read = 0),
      starred = starred + NEW.starred - OLD.starred,
      important = important + (NEW.important AND NOT NEW.read) - (OLD.important AND NOT OLD.read)
    WHERE channel_id = NEW.channel_id;
  END;
  CREATE TRIGGER statuses_removed AFTER DELETE ON statuses BEGIN
    UPDATE channel_counts SET
      total = total - 1,
      unread = unread - (OLD.read = 0),
      starred = starred - OLD.starred,
      important = important - (OLD.important AND NOT OLD.read)
    WHERE channel_id = OLD.channel_id;
  END;

  -- Makes the tables of statistics now: at the front of the file, where a cut does not take them.
  ANALYZE;
  `,
  // Crier 0.2: parts of a channel, priorities, actions and the idle screen.
  `
  ALTER TABLE items ADD COLUMN priority INTEGER;
  ALTER TABLE items ADD COLUMN section TEXT;
  ALTER TABLE items ADD COLUMN idle INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE contents ADD COLUMN actions TEXT;
  CREATE INDEX items_idle ON items (id) WHERE idle = 1;
  CREATE INDEX items_section ON items (channel_id, section) WHERE section IS NOT NULL;
  CREATE INDEX items_link ON items (link) WHERE link IS NOT NULL;
  `,
  // Brokers: messages that are true for a while.
  `
  ALTER TABLE items ADD COLUMN expires_at INTEGER;
  CREATE INDEX items_expiring ON items (expires_at) WHERE expires_at IS NOT NULL;
  `,
]

export function schemaVersion(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

/** @throws StorageError for a file that another program or a newer Crier made; it is not touched. */
export function refuseForeign(version: number, applicationId: number, empty: boolean, known: number): void {
  if (empty) return
  if (applicationId !== APPLICATION_ID)
    throw new StorageError('other', 'The database file belongs to another program. Choose another data folder.')
  if (version > known)
    throw new StorageError(
      'other',
      'The data folder was last used by a newer Crier, which keeps its items differently. Install that version, or choose another folder.',
    )
}

/**
 * Brings the schema up to date, one transaction for each step. `beforeFirst` is called before the first change to a
 * file that already holds something: the moment for a backup.
 */
export function migrate(
  database: Database,
  migrations: readonly string[],
  beforeFirst: (version: number) => void,
): void {
  const start = schemaVersion(database)
  if (start >= migrations.length) return
  if (start > 0) beforeFirst(start)
  for (const [index, sql] of migrations.entries()) {
    if (index < start) continue
    database.transaction(() => {
      // Another process may have been faster.
      if (schemaVersion(database) !== index) return
      database.exec(sql)
      database.exec(`PRAGMA user_version = ${String(index + 1)}; PRAGMA application_id = ${String(APPLICATION_ID)}`)
    })
  }
}
