import { l10n } from 'vscode'
import { REGION_PATTERN, REGIONS } from '../api/regions'
import { nameProblem } from './nameProblem'
import { BACK, type Choice, runWizard, type Step } from './wizard'

/** An entry of the projects setting in the making. */
export interface ProjectAnswers {
  readonly account: string
  readonly region: string
  readonly projectId: string
  readonly name: string
  readonly wantsOtherAccount?: boolean
  readonly wantsOtherRegion?: boolean
}

/** Asks which project to show, as whom. `taken` names cannot be given again. */
export function askProject(
  accounts: readonly string[],
  taken: readonly string[],
  start: Partial<ProjectAnswers>,
): Promise<ProjectAnswers | undefined> {
  const steps = [accountStep(accounts), regionStep, otherRegionStep, projectIdStep, nameStep(taken)]
  return runWizard(l10n.t('Add Project'), steps, { account: '', region: '', projectId: '', name: '', ...start })
}

const accountStep = (accounts: readonly string[]): Step<ProjectAnswers> => ({
  isNeeded: ({ account }) => account === '' || accounts.length > 1,
  ask: async (page, answers) => {
    const choice = await page.pick({
      placeholder: l10n.t('Account to list the project’s servers with'),
      choices: () => accounts.map((label) => ({ label })),
      isActive: ({ label }) => label === answers.account,
    })
    return choice === undefined || choice === BACK ? choice : { ...answers, account: choice.label }
  },
})

type RegionChoice = Choice & { readonly id?: string }

const regionStep: Step<ProjectAnswers> = {
  ask: async (page, answers) => {
    const choice = await page.pick<RegionChoice>({
      placeholder: l10n.t('Region of the project'),
      choices: () => REGIONS.map(({ id, name }) => ({ label: id, description: name, id })),
      always: [{ label: l10n.t('$(edit) Another region…'), alwaysShow: true }],
      isActive: ({ id }) => id === answers.region,
    })
    if (choice === undefined || choice === BACK) return choice
    return choice.id
      ? { ...answers, region: choice.id, wantsOtherRegion: false }
      : { ...answers, wantsOtherRegion: true }
  },
}

const otherRegionStep: Step<ProjectAnswers> = {
  isNeeded: ({ wantsOtherRegion }) => wantsOtherRegion === true,
  ask: async (page, answers) => {
    const region = await page.input({
      prompt: l10n.t('Region id'),
      placeholder: 'cn-north-4',
      value: answers.region,
      check: (value) => (REGION_PATTERN.test(value.trim()) ? undefined : l10n.t('A region id looks like cn-north-4.')),
    })
    return typeof region === 'string' ? { ...answers, region: region.trim() } : region
  },
}

const projectIdStep: Step<ProjectAnswers> = {
  ask: async (page, answers) => {
    const projectId = await page.input({
      prompt: l10n.t('Project id, from My Credentials in the console'),
      placeholder: '0123456789abcdef0123456789abcdef',
      value: answers.projectId,
      check: (value) =>
        /^[0-9A-Za-z-]{1,64}$/.test(value.trim())
          ? undefined
          : l10n.t('A project id has letters, digits and hyphens only.'),
    })
    return typeof projectId === 'string' ? { ...answers, projectId: projectId.trim() } : projectId
  },
}

const nameStep = (taken: readonly string[]): Step<ProjectAnswers> => ({
  ask: async (page, answers) => {
    const name = await page.input({
      prompt: l10n.t('A name for the project, as you like'),
      value: answers.name || answers.region,
      check: (value) => {
        const wrong = nameProblem(value)
        return wrong ?? (taken.includes(value.trim()) ? l10n.t('Another project has this name.') : undefined)
      },
    })
    return typeof name === 'string' ? { ...answers, name: name.trim() } : name
  },
})
