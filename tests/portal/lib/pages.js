// Every page that somebody can reach by links. A page that is added is found here without a line about it.
'use strict'

// Looks at each kind of page that links lead to from the overview, and from `starts` before it, `most` times. `look` is
// given the path and its kind. Returns what was seen: each kind of page, and each kind of file that was offered.
async function everyPage(person, look, { starts = [], most = 1 } = {}) {
  const waiting = [...starts, '/']
  const known = new Set(waiting)
  const seen = new Map()
  const files = new Set()
  while (waiting.length) {
    const path = waiting.shift()
    const kind = kindOf(path)
    const count = seen.get(kind) ?? 0
    if (most <= count || files.has(kind)) continue
    if (!(await open(person, path))) {
      files.add(kind)
      continue
    }
    seen.set(kind, count + 1)
    const links = await linksOf(person)
    await look(path, kind)
    for (const link of links.filter((link) => !known.has(link))) {
      known.add(link)
      waiting.push(link)
    }
  }
  return { kinds: [...seen.keys()], files: [...files] }
}

// Whether it is a page; a file is offered for download instead.
async function open(person, path) {
  try {
    await person.visit(path)
    return true
  } catch (error) {
    if (error.message.includes('Download is starting')) return false
    throw error
  }
}

// Where the page's links lead, on this site.
async function linksOf({ page, base }) {
  const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href))
  const own = links.map((link) => new URL(link)).filter((url) => url.origin === new URL(base).origin)
  return [...new Set(own.map((url) => url.pathname + url.search))]
}

// What a path is one of: numbers and ids stand for each other, and so do the values of a query.
function kindOf(path) {
  const { pathname, searchParams } = new URL(path, 'http://site.test')
  const segments = pathname.split('/').map((segment) => (/^(\d+|[0-9a-f]{24})$/.test(segment) ? '{}' : segment))
  const names = [...new Set(searchParams.keys())].sort()
  return segments.join('/') + (names.length ? `?${names.join('&')}` : '')
}

module.exports = { everyPage, kindOf }
