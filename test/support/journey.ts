import { QuickInput } from './editor/quickInput'
import type { Workbench } from './editor/workbench'

/** Every word of the extension that its journeys look for. */
export const WORDS = {
  trySample: 'Try It With Sample Servers',
  notSignedIn: /Not signed in/,
  signIn: 'Sign In to Huawei Cloud',
  permanentKeys: 'Access key and secret key',
  changeOs: 'Change OS…',
  changing: /Changing OS/,
  wizard: (server: string) => new RegExp(`^Change OS of ${server}`),
  noUserData: 'None',
  go: /Change OS…/,
  confirm: (server: string) => `Erase the system disk of ${server}?`,
  running: (server: string, image: string) => new RegExp(`${server}.*Running.*${image}`),
  ended: (server: string, image: string) => new RegExp(`${server} .*now runs ${image}`),
} as const

/** What to install where. */
export interface OsChoice {
  readonly project: string
  readonly server: string
  /** The beginning of the image's name. */
  readonly image: string
  readonly keyPair: string
}

/** A stopped server among the samples, and what fits it. */
export const SAMPLE_CHOICE: OsChoice = {
  project: 'training',
  server: 'npu-train-01',
  image: 'Ubuntu-22.04',
  keyPair: 'team-shared',
}

/** A step that a person takes. */
export interface JourneyStep {
  readonly name: string
  readonly take: (workbench: Workbench) => Promise<void>
}

/** Milliseconds until a change has ended: the emulator takes 20 s, and it is looked at now and then. */
const END_MS = 90_000

/** From nothing to the sample servers in the tree. */
export const openSample: readonly JourneyStep[] = [
  {
    name: 'open the DevServers view',
    take: async (workbench) => {
      await workbench.openView()
      await workbench.widenSideBar(520)
    },
  },
  { name: `click "${WORDS.trySample}"`, take: (workbench) => workbench.welcome(WORDS.trySample).click() },
]

/** What is typed to sign in. */
export interface SignInEntries {
  readonly account?: string
  readonly accessKey: string
  readonly secretKey: string
}

/** From the row that says that nobody is signed in to the answer of the service. */
export async function signIn(workbench: Workbench, entries: SignInEntries): Promise<QuickInput> {
  await workbench.row(WORDS.notSignedIn).click()
  const wizard = new QuickInput(workbench, WORDS.signIn)
  await wizard.pick(WORDS.permanentKeys)
  await answerAt(wizard, /A name for this account/, entries.account)
  await answerAt(wizard, /Access key/, entries.accessKey)
  await answerAt(wizard, /Secret key/, entries.secretKey)
  return wizard
}

/** Waits for the question, then answers it; without a text takes what stands there. */
export async function answerAt(wizard: QuickInput, question: RegExp, text?: string): Promise<void> {
  await wizard.message.filter({ hasText: question }).waitFor()
  await wizard.accept(text)
}

/** Types a path into VS Code's own file dialog, once that has put its own there and lists the folder. */
export async function chooseFile(workbench: Workbench, title: string | RegExp, path: string): Promise<void> {
  const dialog = new QuickInput(workbench, title)
  await dialog.option('..').waitFor()
  await dialog.type(path)
  const go = dialog.widget.getByRole('button', { name: /^(OK|Open|Use as User Data|Use This Key)$/ })
  // The dialog ignores the button while it looks at what was typed, and does not show when that is over.
  for (let tries = 0; tries < 10; tries++) {
    await go.click({ timeout: 2000 }).catch(() => undefined)
    const isGone = await dialog.widget.waitFor({ state: 'hidden', timeout: 1000 }).then(
      () => true,
      () => false,
    )
    if (isGone) return
  }
  await dialog.widget.waitFor({ state: 'hidden' })
}

/** The main job by mouse and keyboard: from the row's context menu to the final notification. */
export function changeOs({ project, server, image, keyPair }: OsChoice): readonly JourneyStep[] {
  const wizard = (workbench: Workbench): QuickInput => new QuickInput(workbench, WORDS.wizard(server))
  return [
    {
      name: `look at the servers of ${project}`,
      take: async (workbench) => {
        await workbench.expand(project)
        await workbench.row(server).waitFor()
      },
    },
    {
      name: `right-click ${server} and choose "${WORDS.changeOs}"`,
      take: async (workbench) => {
        await workbench.choose(server, WORDS.changeOs)
        await wizard(workbench).option(image).waitFor()
      },
    },
    {
      name: `pick the image ${image}…`,
      take: async (workbench) => {
        await wizard(workbench).pick(image)
        await wizard(workbench).option(keyPair).waitFor()
      },
    },
    {
      name: `pick the key pair ${keyPair}`,
      take: async (workbench) => {
        await wizard(workbench).pick(keyPair)
        await wizard(workbench).option(WORDS.noUserData).waitFor()
      },
    },
    {
      name: 'leave the user data out',
      take: async (workbench) => {
        await wizard(workbench).pick(WORDS.noUserData)
        await wizard(workbench).option(WORDS.go).waitFor()
      },
    },
    {
      name: 'read the review and go on',
      take: async (workbench) => {
        await workbench.page.locator('.editor-instance').getByText('Nothing has been changed so far.').waitFor()
        await wizard(workbench).pick(WORDS.go)
        await new QuickInput(workbench, WORDS.confirm(server)).input.waitFor()
      },
    },
    {
      name: 'confirm with the name of the server',
      take: async (workbench) => {
        await new QuickInput(workbench, WORDS.confirm(server)).accept(server)
        await workbench.row(WORDS.changing).waitFor()
      },
    },
    {
      name: `wait until ${server} runs the new image`,
      take: async (workbench) => {
        await workbench.notification(WORDS.ended(server, image)).waitFor({ timeout: END_MS })
        await workbench.row(WORDS.running(server, image)).waitFor()
      },
    },
  ]
}
