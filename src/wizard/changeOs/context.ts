import type { Uri } from 'vscode'
import type { DevServer, Image, KeyPair } from '../../api/schemas'
import type { ChangeOsPlan } from '../../model/changeOsAnswers'
import type { OfferedImages } from '../../model/offeredImages'
import type { Project } from '../../model/project'
import type { WizardPlace } from '../../model/refusedPlace'

/** What is asked of the service. */
export type OsAction = 'changeos' | 'reinstallos'

/** What a check just before the request, or the service, found wrong with an answer, and where to mend it. */
export interface WizardProblem {
  readonly at: WizardPlace
  readonly text: string
}

/** A pair to be made; with a public key it is imported. */
export interface NewKeyPair {
  readonly name: string
  readonly publicKey?: string
}

/** How making a pair ended; plain data, because errors are not known by their class in another bundle. */
export type MadeKeyPair = { readonly privateKey: string | undefined } | { readonly problem: string }

/** What the steps ask about, and where their choices come from. Nothing here changes the server. */
export interface ChangeOsContext {
  readonly action: OsAction
  readonly project: Project
  readonly server: DevServer
  /** The name that is shown, reviewed and typed to confirm. */
  readonly name: string
  /** Masked. */
  readonly identity: string
  /** Where the request goes. */
  readonly url: string
  readonly canUsePassword: boolean
  /** What happens before, where the server has to be stopped first. */
  readonly stopFirst: (plan: ChangeOsPlan) => string | undefined
  /** The supernode whose servers are all changed, where it is not a single one. */
  readonly supernode?: { readonly id: string; readonly children: readonly DevServer[] } | undefined
  readonly confirm: 'name' | 'modal'
  readonly images: () => Promise<OfferedImages>
  /** An image by its id. */
  readonly findImage: (id: string) => Promise<Image | 'missing' | 'unknown'>
  readonly keyPairs: () => Promise<readonly KeyPair[]>
  /** Makes or imports a key pair; the list of pairs is read anew afterwards. */
  readonly makeKeyPair: (asked: NewKeyPair) => Promise<MadeKeyPair>
  /** Remembers where the private key of a new pair was saved. */
  readonly keySaved: (name: string, path: string) => Promise<void>
  readonly recentImageIds: readonly string[]
  /** Where saved user data lies; may not exist yet. */
  readonly templates: Uri
  readonly problem?: WizardProblem | undefined
}
