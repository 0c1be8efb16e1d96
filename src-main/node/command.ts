import type { Output } from './output'

/** What a command works with; nothing of `process` beyond it. */
export interface CommandContext {
  output: Output
  /** One line for people, on standard error. */
  say(line: string): void
  /** Whether standard output is a terminal: colours and times of day are for people. */
  terminal: boolean
  /** Whether a person sees standard error: what is only passing is said to people, and scripts get one line at most. */
  watched: boolean
  /** Aborted when the user ends the command, or nobody reads its output any more. */
  ended: AbortSignal
  /** The built interface. */
  staticFolder: string
}

/** One command of the command line. */
export interface Command {
  /** Behind the name of the program, one line. */
  usage: string
  /** One line for the list of commands. */
  summary: string
  /** Further lines of its help. */
  details: readonly string[]
  /**
   * Resolves when it is done (exit code 0).
   * @throws BadUsage (exit code 2), CommandFailed (exit code 3)
   */
  run(words: readonly string[], context: CommandContext): Promise<void>
}
