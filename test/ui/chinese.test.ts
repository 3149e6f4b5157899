import { test } from 'node:test'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { SAMPLE_CHOICE } from '../support/journey'

const windows = useWindows()
const { project, server, image, keyPair } = SAMPLE_CHOICE

test('in Chinese: welcome, rows, menu and wizard speak it', async (t) => {
  const workbench = await windows.open(t, { language: 'zh-cn' })
  await workbench.openView()
  await workbench.welcome('登录…').waitFor()
  await workbench.screenshot('ui/chinese-1-welcome')
  await workbench.welcome('使用示例服务器试用').click()
  await workbench.widenSideBar(520)
  await workbench.expand(project)
  await workbench.row(/npu-.*运行中/).waitFor()
  const menu = await workbench.openMenu(server)
  await menu.getByRole('menuitem', { name: '切换操作系统…' }).waitFor()
  await workbench.screenshot('ui/chinese-2-menu')
  await workbench.page.keyboard.press('Escape')
  await workbench.choose(server, '切换操作系统…')
  const wizard = new QuickInput(workbench, new RegExp(`^切换 ${server}`))
  await wizard.option(image).waitFor()
  await workbench.screenshot('ui/chinese-3-image')
  await wizard.pick(image)
  await wizard.option(keyPair).waitFor()
  await wizard.pick(keyPair)
  await wizard.option('无').waitFor()
  await wizard.pick('无')
  await wizard.option(/切换操作系统…/).waitFor()
  await workbench.screenshot('ui/chinese-5-review')
  await wizard.pick(/切换操作系统…/)
  const confirm = new QuickInput(workbench, `擦除 ${server} 的系统盘`)
  await confirm.accept('x')
  await workbench.screenshot('ui/chinese-4-confirm')
  await confirm.cancel()
  await workbench.row(new RegExp(`${server}.*已停止`)).waitFor()
})
