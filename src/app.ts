import type { LogOutputChannel, Memento, TreeView, Uri } from 'vscode'
import type { Accounts, Session } from './auth/accounts'
import type { Credentials } from './auth/credentials'
import type { Clock } from './base/clock'
import type { ChangeOsAnswers } from './model/changeOsAnswers'
import type { Connection } from './model/connection'
import type { Lists } from './model/listOptions'
import type { OsChanges } from './model/osChanges'
import type { OsHistory } from './model/osHistory'
import type { Project } from './model/project'
import type { Projects } from './model/projects'
import type { RecentImages } from './model/recentImages'
import type { Settings } from './settings'
import type { DevServerTree } from './tree/devServerTree'
import type { Row } from './tree/row'

/** The built-in servers of nobody, for trying things out. */
export interface Sample {
  readonly isOn: () => boolean
  readonly set: (on: boolean) => Promise<void>
}

/** What commands and the tree are given; built once in main.ts. */
export interface App {
  readonly clock: Clock
  readonly log: LogOutputChannel
  readonly settings: Settings
  readonly accounts: Accounts
  readonly projects: Projects
  readonly osChanges: OsChanges
  /** How each project's list is filtered, sorted and grouped. */
  readonly lists: Lists
  readonly osHistory: OsHistory
  readonly sample: Sample
  /** Small things worth remembering from one start to the next; never a secret. */
  readonly memory: Memento
  /** The same for one window and its reloads. */
  readonly windowMemory: Memento
  readonly view: TreeView<Row>
  readonly tree: DevServerTree
  /** An error of the client in words. */
  readonly explain: (error: unknown) => string
  /** What is to be disposed with the extension. */
  readonly own: (thing: { dispose(): unknown }) => void
  /** A connection with credentials that are not stored (yet). */
  readonly connectWith: (project: Project, credentials: Credentials, session?: Partial<Session>) => Connection
  readonly recentImages: RecentImages
  /** What this window's changes of OS were begun with, by their id, for another try; secrets included, hence in memory only. */
  readonly answers: Map<string, ChangeOsAnswers>
  /** Folder of the user data templates; made when first needed. */
  readonly templates: Uri
  /** A folder of our own on this computer, shared by all windows. */
  readonly storage: string
  /** Changes whose progress notification the user closed, and how to close one. */
  readonly watches: Map<string, () => void>
}
