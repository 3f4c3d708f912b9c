import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/** No fault against WCAG 2.2 AA on the screen as it is, light and dark. */
export async function accessible(page: Page, themes: readonly string[] = ['light', 'dark']) {
  const before = await page.evaluate(() => document.documentElement.dataset.theme)
  for (const theme of themes) {
    await page.evaluate(theme => (document.documentElement.dataset.theme = theme), theme)
    // In the page alone: no screen has a frame, and gathering what frames say opens a second page each time.
    const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode().analyze()
    const said = violations.map(v => `${v.id} (${theme}): ${v.help}\n${v.nodes.map(n => `  ${n.target.join(' ')} ${n.failureSummary}`).join('\n')}`)
    expect(said, said.join('\n')).toEqual([])
  }
  await page.evaluate(theme => {
    if (theme) document.documentElement.dataset.theme = theme
    else delete document.documentElement.dataset.theme
  }, before)
}

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

/** Nothing reaches over the right edge: the page never scrolls sideways. */
export async function fits(page: Page) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  expect(inner, 'the page scrolls sideways').toBeLessThanOrEqual(outer ?? 0)
}
