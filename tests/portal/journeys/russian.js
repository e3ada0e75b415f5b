// A reseller whose language is Russian: from the sign-in page on, no text of the English catalogue stands on any page, and
// numbers and dates are written the Russian way.
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')

const { journey } = require('../lib/journey')
const { everyPage } = require('../lib/pages')

const PASSWORD = 'Russian-password-1'
const RESELLER = { login: 'volga', password: PASSWORD }

journey(async ({ site, join, step, told }) => {
  const english = untranslated(told.catalogues)
  assert.ok(200 < english.size, 'the catalogue is read')
  await step('a reseller with customers', () => populate(site))
  await step('the browser’s language before anybody is known', async () => {
    const stranger = await join({ locale: 'ru-RU' })
    await stranger.visit('/sign-in')
    await isRussian(stranger, english)
    await stranger.trySignIn({ login: 'nobody', password: 'wrong' })
    await isRussian(stranger, english)
    await stranger.visit('/nowhere', 404)
    await isRussian(stranger, english)
    await stranger.close()
  })
  const reseller = await join()
  await step('his own language, whatever the browser’s', async () => {
    await reseller.signIn(RESELLER)
    await isRussian(reseller, english)
  })
  await step('numbers and dates', async () => {
    const text = await reseller.text()
    assert.ok(text.includes('1\u00a0234\u00a0567,5'), `a balance in ${text}`)
    assert.match(text, /\d{1,2} (янв\.|февр\.|мар\.|апр\.|мая|июн\.|июл\.|авг\.|сент\.|окт\.|нояб\.|дек\.) 20\d\d/)
  })
  await step('every page', async () => {
    const { pages } = await everyPage(reseller)
    for (const { path } of pages) {
      await reseller.visit(path)
      await isRussian(reseller, english)
    }
  })
  await step('English for once, and back', async () => {
    await reseller.visit('/customers')
    await reseller.page.locator('form.preferences [name="language"]').selectOption('en')
    await reseller.page.locator('html[lang="en"]').waitFor()
    assert.equal(await reseller.page.locator('h1').innerText(), 'Customers')
    assert.equal(reseller.here, '/customers')
    await reseller.page.locator('form.preferences [name="language"]').selectOption('ru')
    await reseller.page.locator('html[lang="ru"]').waitFor()
  })
})

async function populate(site) {
  const root = site.voice()
  const { i_customer } = await root.call('createCustomer', {
    name: 'Волга Телеком', company_name: 'ООО «Волга Телеком»', web_login: RESELLER.login, web_password: PASSWORD,
    i_tariff: site.told.i_tariff, i_lang: 'ru', balance: 1234567.5, credit_limit: 500, customers_mgmt: 7,
    accounts_mgmt: 7, tariffs_mgmt: 7, api_access: 1, api_mgmt: 1, max_depth: 2, system_mgmt: 1, callshop_enabled: true,
  })
  const { i_tariff } = await root.call('createTariff', { i_customer, name: 'Розница', currency: 'USD' })
  await root.call('createCustomer', {
    i_wholesaler: i_customer, name: 'Ромашка', company_name: 'Кафе «Ромашка»', web_password: PASSWORD, i_tariff,
    city: 'Самара',
  })
  const { i_customer: blocked } = await root.call('createCustomer', {
    i_wholesaler: i_customer, name: 'Берёзка', web_password: PASSWORD, i_tariff,
  })
  await root.call('blockCustomer', { i_wholesaler: i_customer, i_customer: blocked })
}

// The page says that it is Russian, and no text, label or title of it is one of the English catalogue.
async function isRussian(person, english) {
  const { page } = person
  assert.equal(await page.locator('html').getAttribute('lang'), 'ru', person.here)
  const words = await page.evaluate(() => {
    const texts = []
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) texts.push(walker.currentNode.data)
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      document.querySelectorAll(`[${name}]`).forEach((element) => texts.push(element.getAttribute(name)))
    }
    return texts.map((text) => text.trim()).filter(Boolean)
  })
  const found = words.filter((text) => english.has(text))
  assert.deepEqual(found, [], `English on ${person.here}`)
}

// The texts of the English catalogue that are not the same in Russian.
function untranslated({ en, ru }) {
  const russian = new Set(texts(ru))
  return new Set(texts(en).filter((text) => !russian.has(text)))
}

// The messages of a folder that have no variable part and stand on one line; a language is called by its own name.
function texts(folder) {
  const lines = fs.readdirSync(folder).flatMap((file) => fs.readFileSync(path.join(folder, file), 'utf8').split('\n'))
  return lines.map((line) => /^(?!language-name)[a-z][\w-]* = ([^{}]+)$/.exec(line)?.[1].trim()).filter(Boolean)
}
