import { diagnose } from '../api/diagnosis'
import { type Disposable, Emitter } from '../base/emitter'
import { type Changed, DevServers, type Polling } from './devServers'
import { isSamePlace, type Project, type ProjectProblem, parseProjects } from './project'

/** What the list of projects is made from. */
export interface ProjectSources {
  /** The value of the setting, as it stands. */
  readonly setting: () => unknown
  /** The projects of the sample servers, while they are wanted. */
  readonly sample: () => readonly Project[]
}

/** The configured projects, each with its servers. */
export class Projects implements Disposable {
  readonly #sources: ProjectSources
  readonly #polling: Polling
  readonly #listChanged = new Emitter<void>()
  readonly #changed = new Emitter<Changed>()
  readonly #read = new Emitter<DevServers>()
  #all: readonly DevServers[] = []
  #problems: readonly ProjectProblem[] = []

  /** Projects were added, altered or removed. */
  readonly onDidChangeList = this.#listChanged.event
  /** Rows of one project changed. */
  readonly onDidChange = this.#changed.event
  /** A project's list has been read. */
  readonly onDidRead = this.#read.event

  constructor(sources: ProjectSources, polling: Polling) {
    this.#sources = sources
    this.#polling = polling
    this.#take()
  }

  get all(): readonly DevServers[] {
    return this.#all
  }

  /** Entries of the setting that cannot be used. */
  get problems(): readonly ProjectProblem[] {
    return this.#problems
  }

  find(name: string): DevServers | undefined {
    return this.#all.find(({ project }) => project.name === name)
  }

  /** The project that shows these servers, whatever its entry is called by now; of several the one of the account. */
  findPlace(place: Pick<Project, 'region' | 'projectId'> & Partial<Pick<Project, 'account'>>): DevServers | undefined {
    const those = this.#all.filter(({ project }) => isSamePlace(project, place))
    return those.find(({ project }) => project.account === place.account) ?? those[0]
  }

  /** Reads the setting again; projects that are as before keep what they have loaded. */
  reload(): void {
    this.#take()
    this.#listChanged.fire()
    this.wake()
  }

  /** Looks again at what polling depends on. */
  wake(): void {
    for (const servers of this.#all) servers.wake()
  }

  /** An account's credentials changed: its projects start anew. */
  async reconnect(account: string): Promise<void> {
    await Promise.all(
      this.#all.filter(({ project }) => project.account === account).map((servers) => servers.reconnect()),
    )
  }

  /** An account has fresh tokens: its projects that wait for some ask again. */
  async retry(account: string): Promise<void> {
    const waiting = this.#all.filter(({ project, health }) => {
      if (project.account !== account || health.kind !== 'problem') return false
      return diagnose(health.error) === 'passwordNeeded'
    })
    await Promise.all(waiting.map((servers) => servers.reconnect()))
  }

  dispose(): void {
    for (const servers of this.#all) servers.dispose()
    this.#listChanged.dispose()
    this.#changed.dispose()
    this.#read.dispose()
  }

  #take(): void {
    const { projects, problems } = parseProjects(this.#sources.setting())
    const sample = this.#sources.sample().filter(({ name }) => projects.every((project) => project.name !== name))
    const wanted = [...projects, ...sample]
    const before = this.#all
    this.#all = wanted.map((project) => before.find((old) => isSame(old.project, project)) ?? this.#open(project))
    this.#problems = problems
    for (const old of before) if (!this.#all.includes(old)) old.dispose()
  }

  #open(project: Project): DevServers {
    const servers = new DevServers(project, this.#polling)
    servers.onDidChange((changed) => this.#changed.fire(changed))
    servers.onDidRead((read) => this.#read.fire(read))
    return servers
  }
}

const isSame = (a: Project, b: Project): boolean => JSON.stringify(a) === JSON.stringify(b)
