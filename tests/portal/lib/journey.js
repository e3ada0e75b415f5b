// One journey: its steps by name, and a picture of the page where it ended early.
//
// The site is told on standard input as one JSON document. Whatever goes wrong ends the process with a failure and is
// explained on standard error.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const { launch } = require('./browser')
const { Site } = require('./site')

// Runs `walk`, which is given the site, a way to bring people in, and a way to name what it is at.
async function journey(walk) {
  const told = JSON.parse(fs.readFileSync(0, 'utf8'))
  const site = new Site(told)
  const browser = await launch(told.chromium)
  const people = []
  const join = async ({ as, base = site.base, ...options } = {}) => {
    const person = await browser.person(base, options)
    people.push(person)
    if (as) await person.signIn(as)
    return person
  }
  let current = 'the beginning'
  const step = async (name, act) => {
    current = name
    const started = Date.now()
    const outcome = await act()
    console.log(`${String(Date.now() - started).padStart(6)} ms  ${name}`)
    return outcome
  }
  try {
    await walk({ site, join, step, told })
    if (browser.problems.length) throw new Error(browser.problems.join('\n'))
  } catch (error) {
    process.exitCode = 1
    console.error(`failed at: ${current}\n${error.stack}`)
    if (browser.problems.length) console.error(`seen on the way:\n${browser.problems.join('\n')}`)
    await keepPictures(people, told.pictures)
  } finally {
    await browser.close()
    site.close()
  }
}

async function keepPictures(people, folder) {
  fs.mkdirSync(folder, { recursive: true })
  for (const [index, { page }] of people.entries()) {
    if (page.isClosed()) continue
    const file = path.join(folder, `failed-${process.pid}-${index}.png`)
    await page.screenshot({ path: file, fullPage: true }).catch(() => undefined)
    console.error(`${page.url()} looked like ${file}`)
  }
}

module.exports = { journey }
