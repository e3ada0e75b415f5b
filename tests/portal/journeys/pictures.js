// The pictures of the manual, taken of the demo: each page is whole in its window, with nothing cut off and no empty
// half. They are left beside other pictures of a run; where an album is named they are put there, for the manual.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')

const { journey } = require('../lib/journey')

const WINDOW = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 844 }

// The name of the file, where to go from the overview by what links say, and how it is looked at.
const PICTURES = [
  { file: 'overview', ways: [] },
  { file: 'customers', ways: ['Customers'] },
  { file: 'customer', ways: ['Customers', 'harbor-telecom'] },
  { file: 'customers-dark', ways: ['Customers'], theme: 'dark' },
  { file: 'overview-phone', ways: [], viewport: PHONE },
  { file: 'overview-russian', ways: [], language: 'ru' },
]

journey(async ({ join, step, told }) => {
  const folder = told.album ?? path.join(told.pictures, 'album')
  fs.mkdirSync(folder, { recursive: true })
  const reseller = told.others.find(({ name }) => name === 'meridian')
  const as = { login: reseller.web_login, password: reseller.web_password }
  for (const { file, ways, theme = 'light', viewport = WINDOW, language } of PICTURES) {
    await step(file, async () => {
      const person = await join({ as, theme, viewport })
      if (language) await chooseLanguage(person, language)
      for (const way of ways) await person.follow(way)
      await isWhole(person)
      await person.page.screenshot({ path: path.join(folder, `${file}.png`), animations: 'disabled' })
      await person.close()
    })
  }
})

async function chooseLanguage({ page }, language) {
  await page.locator('form.preferences [name="language"]').selectOption(language)
  await page.locator(`html[lang="${language}"]`).waitFor()
}

// Nothing of the page is cut off, and it is not mostly empty.
async function isWhole({ page, here }) {
  const found = await page.evaluate(() => {
    const isCut = (element) => {
      const style = getComputedStyle(element)
      // What is for screen readers alone is a single pixel.
      const hides = ['hidden', 'clip'].includes(style.overflowX) && 1 < element.clientWidth
      return hides && element.clientWidth + 1 < element.scrollWidth
    }
    const cut = [...document.querySelectorAll('main *, header *, nav *')].filter(isCut)
    const last = [...document.querySelectorAll('main *')].map((element) => element.getBoundingClientRect().bottom)
    return {
      cut: cut.map((element) => element.outerHTML.slice(0, 120)),
      tooWide: document.scrollingElement.scrollWidth - innerWidth,
      filled: Math.max(...last) / innerHeight,
      broken: [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src),
    }
  })
  assert.deepEqual({ cut: found.cut, broken: found.broken }, { cut: [], broken: [] }, here)
  assert.ok(found.tooWide <= 0, `${here} is ${found.tooWide} pixels too wide`)
  assert.ok(0.6 < found.filled, `${here} is empty from ${Math.round(found.filled * 100)} % down`)
}
