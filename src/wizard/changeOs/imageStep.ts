import { l10n, QuickPickItemKind } from 'vscode'
import { fits, IMAGE_ID } from '../../api/images'
import type { DevServer, Image } from '../../api/schemas'
import { type ChangeOsAnswers, unlistedImage, withImage } from '../../model/changeOsAnswers'
import { versionsInName } from '../../model/imageName'
import type { OfferedImages } from '../../model/offeredImages'
import { BACK, type Choice, type Step } from '../wizard'
import type { ChangeOsContext } from './context'

type ImageChoice = Choice & { readonly image?: Image }

/** Which image to install. */
export function imageStep(context: ChangeOsContext): Step<ChangeOsAnswers> {
  const { action, name, problem } = context
  const own: ImageChoice = { label: l10n.t('$(edit) Enter an image ID…'), alwaysShow: true }
  return {
    isNeeded: () => action === 'changeos',
    ask: async (page, answers) => {
      const choice = await page.pick<ImageChoice>({
        placeholder: l10n.t('Image to install on {0}', name),
        problem: problem?.at === 'image' ? problem.text : undefined,
        choices: async () => linesOf(await context.images(), context, answers.image),
        always: [own],
        isActive: ({ image }) => image !== undefined && image.id === answers.image?.id,
      })
      if (choice === undefined || choice === BACK) return choice
      return choice.image ? withImage(answers, choice.image) : { ...answers, wantsOwnImage: true }
    },
  }
}

/** The id of an image that no list shows. */
export function ownImageStep({ action, name, server, findImage }: ChangeOsContext): Step<ChangeOsAnswers> {
  return {
    isNeeded: ({ wantsOwnImage }) => action === 'changeos' && wantsOwnImage === true,
    ask: async (page, answers) => {
      for (let value = answers.image?.id, problem: string | undefined; ; ) {
        const id = await page.input({
          prompt: l10n.t('ID of an image of this region that fits {0}', name),
          placeholder: 'c90fb553-2cdb-4b81-b56a-ef68812c6cf7',
          value,
          problem,
          check: (typed) =>
            IMAGE_ID.test(typed.trim()) ? undefined : l10n.t('An image ID has letters, digits and hyphens only.'),
        })
        if (id === undefined || id === BACK) return id
        value = id.trim()
        const image = answers.image?.id === value ? answers.image : await findImage(value)
        problem = ownImageProblem(image, server)
        if (problem === undefined)
          return { ...answers, image: typeof image === 'object' ? image : unlistedImage(value) }
      }
    },
  }
}

/** What would be refused at the end is said at once; what nobody can tell is left to the service. */
function ownImageProblem(image: Image | 'missing' | 'unknown', server: DevServer): string | undefined {
  if (image === 'missing') return l10n.t('There is no image with this ID in the region, or you may not use it.')
  if (image === 'unknown') return undefined
  if (!image.isActive) return l10n.t('The image {0} is not active.', image.name)
  return fits(image, server) ? undefined : l10n.t('The image {0} does not fit this server.', image.name)
}

/** The one chosen before, where no list has it, and recently used ones first; an image stands in one place only. */
function linesOf(offered: OfferedImages, { server, recentImageIds }: ChangeOsContext, chosen: Image | undefined) {
  const all = [...offered.curated, ...offered.private, ...offered.shared]
  const before = chosen && !all.some(({ id }) => id === chosen.id) ? [chosen] : []
  const recent = recentImageIds.flatMap((id) => all.find((image) => image.id === id) ?? [])
  const rest = (images: readonly Image[]): readonly Image[] =>
    images.filter((image) => !recent.includes(image)).sort((a, b) => a.name.localeCompare(b.name))
  const current = server.image?.id
  const lines = [
    ...group(l10n.t('chosen before'), before, current),
    ...group(l10n.t('recently used'), recent, current),
    ...group(l10n.t('offered for this server'), rest(offered.curated), current),
    ...group(l10n.t('private'), rest(offered.private), current),
    ...group(l10n.t('shared with the project'), rest(offered.shared), current),
  ]
  const none: ImageChoice = { label: l10n.t('No image of the list fits this server'), isDisabled: true }
  const quiet: ImageChoice = {
    label: l10n.t('$(info) Private and shared images are not listed'),
    detail: l10n.t('The image service (IMS) did not show them; an image ID can be entered all the same.'),
    isDisabled: true,
  }
  return [...lines, ...(all.length === 0 ? [none] : []), ...(offered.isCuratedOnly ? [quiet] : [])]
}

function group(label: string, images: readonly Image[], current: string | undefined): readonly ImageChoice[] {
  if (images.length === 0) return []
  return [{ label, kind: QuickPickItemKind.Separator }, ...images.map((image) => lineOf(image, current))]
}

function lineOf(image: Image, current: string | undefined): ImageChoice {
  const description = [image.arch, image.id === current && l10n.t('installed now')].filter(Boolean).join(' · ')
  if (!image.isActive) {
    const detail = l10n.t('It is no longer there, or not active')
    return { label: `$(circle-slash) ${image.name}`, description, detail, isDisabled: true, image }
  }
  const detail = versionsText(image.name)
  return { label: image.name, description, ...(detail && { detail }), image }
}

/** Versions as the name tells them, and that it is only the name that does. */
export function versionsText(name: string): string {
  const { driver, firmware, cann, cuda } = versionsInName(name)
  const parts = [
    driver && l10n.t('driver {0}', driver),
    firmware && l10n.t('firmware {0}', firmware),
    cann && `CANN ${cann}`,
    cuda && `CUDA ${cuda}`,
  ].filter(Boolean)
  return parts.length > 0 ? l10n.t('from name: {0}', parts.join(', ')) : ''
}
