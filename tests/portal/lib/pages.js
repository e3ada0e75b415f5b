// Every page that somebody can reach by links. A page that is added is found here without a line about it.
'use strict'

// Finds the pages that links lead to from the overview, and from `starts` before it: of each kind `most`. Returns them in
// the order in which they were found, each with its path and its kind, and the kinds of files that were offered. The pages
// are read for their links alone; whoever wants to look at them opens them.
async function everyPage(person, { starts = [], most = 1 } = {}) {
  const waiting = [...starts, '/']
  const known = new Set(waiting)
  const counts = new Map()
  const pages = []
  const files = new Set()
  while (waiting.length) {
    const path = waiting.shift()
    const kind = kindOf(path)
    const count = counts.get(kind) ?? 0
    if (most <= count || files.has(kind)) continue
    const { status, isFile, links } = await read(person, path)
    if (status !== 200) throw new Error(`${path}: ${status}, not 200`)
    if (isFile) {
      files.add(kind)
      continue
    }
    counts.set(kind, count + 1)
    pages.push({ path, kind })
    for (const link of links.filter((link) => !known.has(link))) {
      known.add(link)
      waiting.push(link)
    }
  }
  return { pages, files: [...files] }
}

// What a path is answered with: a file for download, or a page whose links lead to places of this site.
async function read({ page }, path) {
  return page.evaluate(async (path) => {
    const answer = await fetch(path, { headers: { Accept: 'text/html' } })
    const isFile = answer.headers.has('content-disposition')
    if (isFile) await answer.body.cancel()
    const document = new DOMParser().parseFromString(isFile ? '' : await answer.text(), 'text/html')
    const links = [...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute('href'), answer.url))
    const own = links.filter((url) => url.origin === location.origin)
    return { status: answer.status, isFile, links: [...new Set(own.map((url) => url.pathname + url.search))] }
  }, path)
}

// What a path is one of: numbers and ids stand for each other, and so do the values of a query.
function kindOf(path) {
  const { pathname, searchParams } = new URL(path, 'http://site.test')
  const segments = pathname.split('/').map((segment) => (/^(\d+|[0-9a-f]{24})$/.test(segment) ? '{}' : segment))
  const names = [...new Set(searchParams.keys())].sort()
  return segments.join('/') + (names.length ? `?${names.join('&')}` : '')
}

// Those of the routes of which no page is among the kinds.
function missingOf(patterns, kinds) {
  return patterns.filter((pattern) => ![...kinds].some((kind) => matches(pattern, kind)))
}

// Whether a kind of page is one of a route.
function matches(pattern, kind) {
  const parts = pattern.split('/')
  const given = kind.split('?')[0].split('/')
  return parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at])
}

module.exports = { everyPage, kindOf, missingOf }
