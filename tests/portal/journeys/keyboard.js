// Without a mouse: the skip link comes first and leads to the content, what has the focus is seen to have it, menus open
// and close, and whoever presses Tab long enough comes to everything.
'use strict'

const assert = require('node:assert/strict')

const { journey } = require('../lib/journey')

journey(async ({ site, join, step }) => {
  const root = await join()
  const { page } = root
  await step('sign in', async () => {
    await root.visit('/sign-in')
    await tabTo(page, '[name="login"]')
    await page.keyboard.type(site.root.login)
    await page.keyboard.press('Tab')
    await page.keyboard.type(site.root.password)
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
    assert.equal(root.here, '/')
  })
  await step('the skip link comes first', async () => {
    await page.keyboard.press('Tab')
    const skip = page.locator('a.skip:focus, a[href="#content"]:focus')
    assert.equal(await skip.count(), 1)
    const box = await skip.boundingBox()
    assert.ok(0 <= box.x && 0 <= box.y && 1 < box.height, 'it is seen when it has the focus')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content')
  })
  await step('the person’s menu', async () => {
    await root.visit('/')
    await tabTo(page, 'details.person > summary')
    await page.keyboard.press('Enter')
    const link = page.locator('details.person a').first()
    assert.ok(await link.isVisible())
    await page.keyboard.press('Tab')
    assert.ok(await link.evaluate((element) => element === document.activeElement))
    await page.keyboard.press('Escape')
    assert.ok(!(await link.isVisible()))
    assert.ok(await page.evaluate(() => document.activeElement.matches('details.person > summary')))
  })
  for (const path of ['/', '/customers', '/sessions', '/password']) {
    await step(`everything on ${path} is reached and seen`, async () => {
      await root.visit(path)
      await tabThrough(page)
    })
  }
})

// Presses Tab until an element that the selector names has the focus.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return
  }
  assert.fail(`Tab never comes to ${selector}`)
}

// Presses Tab until the page is left: each element that takes part was there, and each was seen to have the focus.
async function tabThrough(page) {
  const expected = await page.evaluate(() => {
    const all = document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')
    return [...all].filter((element) => element.checkVisibility() && !element.disabled).length
  })
  const reached = new Set()
  for (let presses = 0; presses < expected + 5; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (element === document.body) return null
      const style = getComputedStyle(element)
      const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      element.dataset.order ??= String(document.querySelectorAll('[data-order]').length)
      return { order: element.dataset.order, isSeen, html: element.outerHTML.slice(0, 120) }
    })
    if (!focused) continue
    assert.ok(focused.isSeen, `the focus is not seen on ${focused.html}`)
    reached.add(focused.order)
  }
  assert.equal(reached.size, expected)
}
