import type { Locator } from 'playwright-core'
import type { Workbench } from './workbench'

/** The quick pick or input box of that title, once it is shown. */
export class QuickInput {
  constructor(
    readonly workbench: Workbench,
    readonly title: string | RegExp,
  ) {}

  get widget(): Locator {
    const shown = this.workbench.page.locator('.quick-input-widget:visible')
    return shown.filter({ has: this.workbench.page.locator('.quick-input-title').filter({ hasText: this.title }) })
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-filter input, .quick-input-box input').first()
  }

  /** An entry of a quick pick, by a part of its accessible name. */
  option(name: string | RegExp): Locator {
    return this.widget.getByRole('option', { name }).first()
  }

  /** What validation has to say. */
  get message(): Locator {
    return this.widget.locator('.quick-input-message')
  }

  /** Takes an entry with the mouse. */
  async pick(name: string | RegExp): Promise<void> {
    // A hover of what is under the mouse, the box for instance, would lie over the entries below it.
    await this.workbench.page.mouse.move(0, 0)
    await this.option(name).click()
  }

  /** Types into the box and leaves it open. */
  async type(text: string): Promise<void> {
    await this.input.waitFor()
    await this.input.fill(text)
  }

  /** Types a text, if one is given, and presses Enter. */
  async accept(text?: string): Promise<void> {
    await this.input.waitFor()
    if (text !== undefined) await this.input.fill(text)
    await this.input.press('Enter')
  }

  /** A button in the title, `Back` for instance. */
  async press(button: string | RegExp): Promise<void> {
    await this.widget.getByRole('button', { name: button }).first().click()
  }

  /** Presses Escape and waits until it is gone. */
  async cancel(): Promise<void> {
    await this.input.press('Escape')
    await this.widget.waitFor({ state: 'hidden' })
  }
}
