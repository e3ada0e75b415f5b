// Customers from a file: with errors, of which each is told and nothing is imported, then without. What was made is
// downloaded again in both formats and opened by somebody else's reader: the rows are those of the file, and nothing that
// looks like a formula is one. The same with a script and without.
'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const { journey } = require('../lib/journey')

const READER = path.join(__dirname, '../../clients/sheet_rows.py')
const HEADINGS = ['name', 'company_name', 'city', 'tariff', 'balance', 'credit_limit']
const FORMULA = '=HYPERLINK("https://evil.test","x")'

journey(async ({ site, join, step, told }) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portal-bulk-'))
  const voice = site.voice()
  const count = async () => (await voice.call('listCustomers')).customers.length
  const tariff = String(site.told.i_tariff)
  const rows = Array.from({ length: 60 }, (_, index) => [
    `shop-${String(index).padStart(2, '0')}`, index === 7 ? FORMULA : `Shop, "${index}" Ltd`, 'Łódź', tariff,
    `${index}.25`, '10',
  ])
  const root = await join({ as: site.root, scripts: told.scripts })
  const before = await count()
  await step('a file with errors', async () => {
    const wrong = rows.map((row) => [...row])
    wrong[3][4] = 'a lot'
    wrong[9][0] = wrong[8][0]
    wrong[20][5] = '-1'
    await upload(root, write(folder, 'wrong.csv', wrong))
    const text = await root.text()
    assert.ok(text.includes('3 rows are wrong'), text)
    assert.equal(await root.page.locator('form[action$="/start"]').count(), 0, 'nothing to start')
    assert.equal(await count(), before)
  })
  await step('the corrected file', async () => {
    await upload(root, write(folder, 'right.csv', rows))
    await root.send('form[action$="/start"]')
    // Without a script the page about the work reloads itself.
    await root.page.getByText('60 customers are imported.').waitFor()
    assert.equal(await count(), before + 60)
  })
  const numbers = await step('the result has the new numbers', async () => {
    const [headings, ...result] = await download(root, folder, told.python, 'CSV')
    assert.deepEqual(headings, ['Row', ...HEADINGS, 'Number', 'Messaging id'])
    assert.deepEqual(
      result.map((row) => row.slice(0, HEADINGS.length + 1)),
      // The headings are the first row of the file.
      rows.map(([name, company, ...others], index) => [String(index + 2), name, guarded(company), ...others]),
    )
    const { customer } = await voice.call('getCustomerInfo', { name: 'shop-41' })
    const numbers = new Map(result.map((row) => [row[1], row[HEADINGS.length + 1]]))
    assert.equal(numbers.get('shop-41'), String(customer.i_customer))
    assert.equal(customer.balance, -41.25)
    assert.equal(customer.city, 'Łódź')
    return numbers
  })
  for (const format of ['CSV', 'XLSX']) {
    await step(`the table as ${format}`, async () => {
      await root.visit('/customers?search=shop-')
      const [headings, ...table] = await download(root, folder, told.python, format)
      const expected = [
        'Name', 'Number', 'Company', 'Balance', 'Credit limit', 'Available', 'Currency', 'Status',
      ]
      assert.deepEqual(headings, expected)
      assert.deepEqual(table, rows.map(([name, company], index) => [
        name, numbers.get(name), guarded(company),
        `${index}.25`, '10', `${index + 10}.25`, 'USD', 'Active',
      ]))
    })
  }
  fs.rmSync(folder, { recursive: true })
})

// An apostrophe keeps a text from being a formula wherever the file is opened.
function guarded(text) {
  return text === FORMULA ? `'${text}` : text
}

// Writes the rows below their headings, and returns where.
function write(folder, name, rows) {
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`
  const file = path.join(folder, name)
  fs.writeFileSync(file, [HEADINGS, ...rows].map((row) => row.map(quoted).join(',') + '\r\n').join(''))
  return file
}

// Sends the file, and agrees to what its headings say.
async function upload(root, file) {
  await root.visit('/import?of=customers')
  await root.fill({ file })
  await root.send()
  assert.match(root.here, /\/columns$/, await root.error())
  await root.send()
}

// The rows of what the page offers for download in this format.
async function download(root, folder, python, format) {
  const [offered] = await Promise.all([
    root.page.waitForEvent('download'),
    root.page.locator('.export a', { hasText: format }).first().click(),
  ])
  const file = path.join(folder, offered.suggestedFilename())
  await offered.saveAs(file)
  return JSON.parse(execFileSync(python, [READER, file], { encoding: 'utf8', maxBuffer: 1 << 26 }))
}
