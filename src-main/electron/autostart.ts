/**
 * An entry of the XDG autostart folder, for Linux, where Electron has no login items.
 * Source: Desktop Application Autostart Specification 0.5 and Desktop Entry Specification 1.5.
 */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Crier',
    'Comment=Live channels and feeds',
    `Exec=${command.map(quoteExecWord).join(' ')}`,
    'Icon=crier',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * One word of an `Exec` line. Desktop Entry Specification, "The Exec key": quoted whole, with `"`, backtick, `$` and
 * backslash escaped; `%` doubled; and since the value is a string, every backslash is then written twice.
 */
export function quoteExecWord(word: string): string {
  const quoted = `"${word.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`)
}
