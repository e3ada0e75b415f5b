// The pictures of the manual, taken of the demo: each page has its heading and is whole in its window, with nothing cut off and
// no empty half. They are left beside other pictures of a run; where an album is named they are put there, for the manual.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')

const { journey } = require('../lib/journey')

const WINDOW = { width: 1280, height: 860 }
const TALL = { width: 1280, height: 930 }
const PHONE = { width: 390, height: 844 }

// The name of the file, the heading of its page, where to go from the overview by what links say or otherwise, and how it is
// looked at.
const PICTURES = [
  { file: 'overview', heading: 'Overview' },
  { file: 'audit', heading: 'Audit log', ways: ['Audit log'], theme: 'dark' },
  { file: 'customers', heading: 'Customers', ways: ['Customers'] },
  { file: 'customer', heading: 'harbor-telecom', ways: ['Customers', 'harbor-telecom'] },
  { file: 'rights', heading: 'Edit customer', ways: ['Customers', 'harbor-telecom', 'Edit', 'Rights'], viewport: TALL },
  { file: 'money', heading: 'Money of harbor-telecom', go: moneyOf('harbor-telecom') },
  { file: 'import', heading: 'Check the rows', go: importRows },
  { file: 'api', heading: 'API', ways: ['API'] },
  { file: 'branding', heading: 'Branding', ways: ['Branding'] },
  { file: 'overview-dark', heading: 'Overview', theme: 'dark' },
  { file: 'customers-phone', heading: 'Customers', ways: ['Customers'], viewport: PHONE },
  { file: 'overview-russian', heading: 'Обзор', language: 'ru' },
]

journey(async ({ join, step, told }) => {
  const folder = told.album ?? path.join(told.pictures, 'album')
  fs.mkdirSync(folder, { recursive: true })
  const reseller = told.others.find(({ name }) => name === 'meridian')
  const as = { login: reseller.web_login, password: reseller.web_password }
  for (const { file, heading, ways = [], go, theme, viewport = WINDOW, language } of PICTURES) {
    await step(file, async () => {
      const person = await join({ as, theme, viewport })
      if (language) await chooseLanguage(person, language)
      for (const way of ways) await person.follow(way)
      if (go) await go(person)
      assert.equal(await person.page.locator('h1').innerText(), heading)
      // Nothing looks as if it were pointed at.
      await person.page.mouse.move(0, 0)
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

function moneyOf(name) {
  return async (person) => {
    await person.follow('Customers')
    await person.follow(name)
    await person.page.locator('nav.related').getByRole('link', { name: 'Money', exact: true }).click()
    await person.page.locator('.trail').getByText(name).waitFor()
  }
}

// A file of customers of which two are wrong, as far as the look at its rows.
async function importRows(person) {
  await person.visit('/tariffs')
  const tariff = await person.page.getByRole('link', { name: 'Meridian resale USD', exact: true }).getAttribute('href')
  const number = tariff.split('/').pop()
  await person.visit('/import?of=customers')
  const rows = [
    'Name,Company,City,Tariff,Balance,Credit limit',
    `orchard-dairy,Orchard Dairy,Hereford,${number},120.00,250`,
    `pinewood-press,Pinewood Press,Exeter,${number},35.50,0`,
    'quayside-yachts,Quayside Yachts,Plymouth,retail,480.00,1000',
    `redwood-school,Redwood School,Reading,${number},sixty,0`,
    `silverline-vans,Silverline Vans,Leicester,${number},-75.20,500`,
    `tidewater-fish,Tidewater Fish,Grimsby,${number},18.00,0`,
  ]
  await person.fill({ file: { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) } })
  await person.send()
  await person.send()
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
