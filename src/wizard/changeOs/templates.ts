import { FileType, l10n, Uri, window, workspace } from 'vscode'

const SKELETON = '#cloud-config\n# Runs once, at the first start after the change of OS.\n'

/** The saved templates, by name. */
export async function listTemplates(folder: Uri): Promise<readonly Uri[]> {
  const found = await Promise.resolve(workspace.fs.readDirectory(folder)).catch(() => [])
  return found
    .filter(([name, type]) => type === FileType.File && !name.startsWith('.'))
    .map(([name]) => Uri.joinPath(folder, name))
    .sort((a, b) => a.path.localeCompare(b.path))
}

/** Opens a template as the ordinary file that it is. */
export async function openTemplate(template: Uri): Promise<void> {
  await window.showTextDocument(template, { preview: false, preserveFocus: true })
}

/** Makes a template with a first line that cloud-init knows, and opens it; gives back what to tell the user, if anything. */
export async function newTemplate(folder: Uri): Promise<string | undefined> {
  const name = await window.showInputBox({
    title: l10n.t('New User Data Template'),
    prompt: l10n.t('File name of the template'),
    value: 'setup.yaml',
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\p{L}\p{N}_][\p{L}\p{N}._ -]{0,80}$/u.test(value)
        ? undefined
        : l10n.t('Letters, digits, dots, blanks, - and _.'),
  })
  if (!name) return undefined
  const file = Uri.joinPath(folder, name)
  try {
    const exists = (await listTemplates(folder)).some(({ path }) => path === file.path)
    if (!exists) await workspace.fs.writeFile(file, new TextEncoder().encode(SKELETON))
    await openTemplate(file)
    return l10n.t('{0} is open in the editor. Save it, then choose it here.', name)
  } catch (error) {
    return l10n.t('{0} cannot be written: {1}', name, error instanceof Error ? error.message : String(error))
  }
}
