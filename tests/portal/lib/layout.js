// Whether a page is whole at a width: nobody scrolls sideways, nothing is cut off, nothing lies over something else.
'use strict'

const WIDTHS = [360, 1920]

// What is wrong with the layout of the page from phone to wide screen.
async function measure({ page, here }) {
  const before = page.viewportSize()
  const wrong = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    wrong.push(...(await page.evaluate(lookAround)).map((words) => `${here}: at ${width} pixels ${words}`))
  }
  await page.setViewportSize(before)
  return wrong
}

// Runs in the page.
function lookAround() {
  const wrong = []
  const name = (element) => element.outerHTML.slice(0, 120)
  const width = document.documentElement.clientWidth
  if (width < document.scrollingElement.scrollWidth) wrong.push(`one scrolls sideways: ${document.scrollingElement.scrollWidth}`)
  const hides = (element) => !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  // What is there for the ears alone, or moves in when it has the focus, takes no room.
  const isAside = (element) => {
    if (element.closest('.skip, svg')) return true
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== 'none') return true
    }
    return false
  }
  const scrolls = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true
    }
    return false
  }
  const shown = [...document.querySelectorAll('body *')].filter((element) => !hides(element) && !isAside(element))
  for (const element of shown) {
    const { right, left, width: wide } = element.getBoundingClientRect()
    if (wide && (width + 1 < right || left < -1) && !scrolls(element)) wrong.push(`is out of the window: ${name(element)}`)
    const { overflowX, textOverflow } = getComputedStyle(element)
    const isCut = element.clientWidth + 1 < element.scrollWidth && ['hidden', 'clip'].includes(overflowX)
    if (isCut && textOverflow !== 'ellipsis') wrong.push(`is cut off: ${name(element)}`)
  }
  const isControl = (element) => element.matches('a[href], button, input, select, textarea, summary, h1, h2, h3, label')
  const stays = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return true
    }
    return false
  }
  const boxes = shown.filter((element) => isControl(element) && !stays(element))
    .flatMap((element) => [...element.getClientRects()].map((box) => ({ element, box })))
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
      if (2 < across && 2 < down) wrong.push(`${name(one.element)} lies over ${name(other.element)}`)
    }
  })
  return wrong.slice(0, 5)
}

module.exports = { measure }
