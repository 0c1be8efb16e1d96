import type Electron from 'electron'

export interface MenuActions {
  addChannel(): void
  preferences(): void
  quit(): void
}

/**
 * The application's menu: mostly Electron's standard roles, so that editing, zoom and windows behave as the system's
 * own. Letters without a modifier are the page's.
 */
export function applicationMenu(
  actions: MenuActions,
  system: { macos: boolean; packaged: boolean },
): Electron.MenuItemConstructorOptions[] {
  const add = { label: 'Add Channel…', accelerator: 'CmdOrCtrl+N', click: () => actions.addChannel() }
  const preferences = { label: 'Preferences…', accelerator: 'CmdOrCtrl+,', click: () => actions.preferences() }
  const quit = { label: 'Quit Crier', accelerator: 'CmdOrCtrl+Q', click: () => actions.quit() }
  const separator = { type: 'separator' } as const
  return [
    ...(system.macos
      ? [
          {
            label: 'Crier',
            submenu: [
              { role: 'about' as const },
              separator,
              preferences,
              separator,
              { role: 'services' as const },
              separator,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              separator,
              quit,
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [add, separator, ...(system.macos ? [{ role: 'close' as const }] : [preferences, separator, quit])],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(system.packaged ? [] : [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
  ]
}
