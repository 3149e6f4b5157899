import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { OUT } from '../root'
import type { EditorServer } from './server'
import { workbenchUrl } from './url'
import { writeUserSettings } from './userSettings'

/** What the page of a workbench is opened with. */
export interface WorkbenchOptions {
  /** An absolute path; an empty window where none is given. */
  readonly folder?: string
  /** The user's settings, application scope included; they replace those of earlier windows of this server. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** The display language that extensions are told; VS Code's own words stay English without a language pack. */
  readonly language?: string
}

/** Opens a window of the editor and waits until it can be used. */
export async function openWorkbench(
  context: BrowserContext,
  server: EditorServer,
  { folder, settings = {}, language }: WorkbenchOptions = {},
): Promise<Workbench> {
  await writeUserSettings(server, settings)
  const page = await context.newPage()
  if (language) await page.addInitScript(speak, language)
  await page.goto(workbenchUrl(server, [], folder))
  const workbench = new Workbench(page)
  await workbench.ready()
  return workbench
}

/** Runs in the page: what the messages of a language pack do, without the messages. */
function speak(language: string): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => undefined })
}

/** A window of the editor as a person sees it: what can be read, clicked and typed. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the extensions of the window are known. */
  async ready(): Promise<void> {
    await this.page.getByRole('tab', { name: /^DevServers/ }).waitFor()
  }

  /** Reloads the window the orderly way, so that the editor keeps what it wants to keep. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load')
    await this.runCommand('Developer: Reload Window')
    await loaded
    await this.ready()
  }

  /** Opens a view container by its title. */
  async openView(title = 'DevServers'): Promise<void> {
    const tab = this.page.getByRole('tab', { name: new RegExp(`^${title}`) })
    const heading = this.page.locator('.sidebar .composite.title').getByText(title).first()
    // A window that has just started may open the view by itself, and then the click closes it again.
    for (let tries = 0; tries < 5 && !(await heading.isVisible()); tries++) {
      await tab.click()
      if (await isThere(heading)) return
    }
    await heading.waitFor()
  }

  /** Drags the border of the side bar, so that it is that many pixels wide. */
  async widenSideBar(width: number): Promise<void> {
    const sideBar = await this.page.locator('.part.sidebar').boundingBox()
    if (!sideBar) throw new Error('the side bar is closed')
    const y = sideBar.y + sideBar.height / 2
    await this.page.mouse.move(sideBar.x + sideBar.width + 1, y)
    await this.page.mouse.down()
    await this.page.mouse.move(sideBar.x + width, y, { steps: 4 })
    await this.page.mouse.up()
  }

  /** A row of a tree, by a part of its accessible name. */
  row(name: string | RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name }).first()
  }

  /** Opens a row's children if they are not shown. */
  async expand(name: string | RegExp): Promise<void> {
    const row = this.row(name)
    await row.waitFor()
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click()
  }

  /** Opens the context menu of a row. */
  async openMenu(name: string | RegExp): Promise<Locator> {
    // A hover of the row under the mouse would lie over the rows below it.
    await this.page.mouse.move(0, 0)
    await this.row(name).click({ button: 'right' })
    const menu = this.page.locator('.monaco-menu').first()
    await menu.waitFor()
    return menu
  }

  /** Right-clicks a row and takes an entry of its menu. */
  async choose(name: string | RegExp, entry: string | RegExp): Promise<void> {
    await this.#take(await this.openMenu(name), entry)
  }

  async #take(menu: Locator, entry: string | RegExp): Promise<void> {
    const item = menu.getByRole('menuitem', { name: entry })
    await item.click()
    // A menu ignores the mouse for a moment after it was opened, and does not show when that is over.
    while (!(await isGone(menu))) await item.click({ timeout: 1000 }).catch(() => undefined)
    // What lies under the mouse now would get a hover, over a dialog even.
    await this.page.mouse.move(0, 0)
  }

  /** The title of the servers' view, with a text that stands in it. */
  titleOfView(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .pane-header').filter({ hasText: 'Servers' }).filter({ hasText: text }).first()
  }

  /** A button in the title of the servers' view, which shows while the mouse is over the view. */
  async titleButton(name: string | RegExp): Promise<Locator> {
    const header = this.titleOfView('Servers')
    await header.hover()
    return header.getByRole('button', { name })
  }

  /** Takes an entry of the menu behind the three dots in that title. */
  async chooseInTitle(entry: string | RegExp): Promise<void> {
    await (await this.titleButton(/More Actions/)).click()
    const menu = this.page.locator('.monaco-menu').first()
    await menu.waitFor()
    await this.#take(menu, entry)
  }

  /** Counts from now on how often a mouse button is pressed. */
  async countMouse(): Promise<() => Promise<number>> {
    await this.page.evaluate(() => {
      const counter = globalThis as { presses?: number }
      counter.presses = 0
      addEventListener('mousedown', () => (counter.presses = (counter.presses ?? 0) + 1), { capture: true })
    })
    return () => this.page.evaluate(() => (globalThis as { presses?: number }).presses ?? -1)
  }

  /** Walks with the arrow keys, from the top of the tree that has the focus, to a row. */
  async walkTo(name: string | RegExp): Promise<void> {
    const focused = this.page.locator('.sidebar .monaco-list-row.focused')
    // The palette gives the focus back a moment after it was closed.
    await this.page.locator('.sidebar .monaco-list:focus').waitFor()
    await this.page.keyboard.press('Home')
    for (let steps = 0; steps < 50; steps++) {
      if (await focused.and(this.row(name)).isVisible()) return
      await this.page.keyboard.press('ArrowDown')
    }
    throw new Error(`the arrow keys do not come to ${name}`)
  }

  /** Takes an entry of the menu of the row in focus; names of submenus come before it. */
  async chooseByKeyboard(...path: readonly string[]): Promise<void> {
    await this.page.keyboard.press('Shift+F10')
    for (const [index, entry] of path.entries()) {
      const menu = this.page.locator('.monaco-menu').nth(index)
      await menu.waitFor()
      const focused = menu.locator('.action-item.focused').getByRole('menuitem', { name: entry, exact: true })
      for (let steps = 0; steps < 50 && !(await focused.isVisible()); steps++)
        await this.page.keyboard.press('ArrowDown')
      await focused.waitFor()
      await this.page.keyboard.press(index === path.length - 1 ? 'Enter' : 'ArrowRight')
    }
  }

  /** A link or button of the welcome text of an empty view. */
  welcome(name: string | RegExp): Locator {
    const welcome = this.page.locator('.sidebar .welcome-view')
    return welcome.getByRole('button', { name }).or(welcome.getByRole('link', { name })).first()
  }

  /** Notifications that contain a text, shown as toasts. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first()
  }

  /** Presses a button of a notification. */
  async press(text: string | RegExp, button: string | RegExp): Promise<void> {
    await this.notification(text).getByRole('button', { name: button }).click()
  }

  /** A button of a modal dialog. */
  dialogButton(name: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name })
  }

  /** Runs a command by its title in the command palette, without the mouse. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1')
    const palette = this.page.locator('.quick-input-widget:visible')
    await palette.locator('input[type=text]').fill(`>${title}`)
    // Enter takes the line that is in focus, which is that of an earlier text until the list has followed.
    await palette
      .locator('.monaco-list-row.focused')
      .and(this.page.getByRole('option', { name: title }))
      .waitFor()
    await this.page.keyboard.press('Enter')
  }

  /** Writes a picture of the window to out/, for people to look at; returns its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(OUT, `${name}.png`)
    mkdirSync(dirname(path), { recursive: true })
    await this.page.screenshot({ path, animations: 'disabled' })
    return path
  }
}

const isGone = (locator: Locator): Promise<boolean> => soon(locator, 'hidden', 300)
const isThere = (locator: Locator): Promise<boolean> => soon(locator, 'visible', 2000)

const soon = (locator: Locator, state: 'hidden' | 'visible', timeout: number): Promise<boolean> =>
  locator.waitFor({ state, timeout }).then(
    () => true,
    () => false,
  )
