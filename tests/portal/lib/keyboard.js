// Whether a page can be used without a mouse (WCAG 2.2, 2.1.1, 2.1.2, 2.4.1, 2.4.7, 2.4.11).
'use strict'

// Presses that may lead to what is no control of its own: a table that is scrolled, the parts of a date.
const FURTHER = 30

// Presses Tab from the top of the page until it is left, and returns what is wrong: the skip link must come first, each
// control must be come to, must be seen to have the focus then, and nothing may lie over it.
async function tabThrough({ page, here }) {
  const count = await page.evaluate(markControls)
  const wrong = []
  const reached = new Set()
  for (let presses = 0; presses < count + FURTHER && reached.size < count; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(describeFocus)
    if (!focused) continue
    if (presses === 0 && !focused.isSkip) wrong.push(`the skip link does not come first but ${focused.html}`)
    if (!focused.isSeen) wrong.push(`the focus is not seen on ${focused.html}`)
    if (!focused.isUncovered) wrong.push(`something lies over ${focused.html}`)
    reached.add(focused.mark ?? reached.size)
  }
  const missed = await page.evaluate((reached) => {
    const marked = [...document.querySelectorAll('[data-mark]')]
    return marked.filter(({ dataset }) => !reached.includes(dataset.mark)).map(({ outerHTML }) => outerHTML.slice(0, 120))
  }, [...reached])
  wrong.push(...missed.map((html) => `Tab never comes to ${html}`))
  // Out again: nothing holds the focus.
  await page.keyboard.press('Tab')
  const held = await page.evaluate(() => document.activeElement?.dataset.mark)
  if (count && held === String(count - 1)) wrong.push('the last control does not let go of the focus')
  return wrong.map((words) => `${here}: ${words}`)
}

// Runs in the page: numbers what Tab must come to. Of radio buttons that belong together it comes to one.
function markControls() {
  const all = document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')
  const isOfGroup = ({ form, name }) => [...form.elements].filter((other) => other.type === 'radio' && other.name === name)
  const isReached = (element) => {
    if (!element.checkVisibility() || element.disabled || element.tabIndex < 0) return false
    if (element.type !== 'radio') return true
    const group = isOfGroup(element)
    return element === (group.find(({ checked }) => checked) ?? group[0])
  }
  const controls = [...all].filter(isReached)
  controls.forEach((element, index) => (element.dataset.mark = String(index)))
  document.activeElement?.blur()
  return controls.length
}

// Runs in the page: what has the focus; nothing where it is on the page itself.
function describeFocus() {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const style = getComputedStyle(element)
  const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const places = [[left + 3, top + 3], [right - 3, bottom - 3], [(left + right) / 2, (top + bottom) / 2]]
  const isUncovered = places.some(([x, y]) => {
    const there = document.elementFromPoint(x, y)
    return there && (element.contains(there) || there.contains(element))
  })
  const isSkip = element.getAttribute('href') === '#content'
  return { mark: element.dataset.mark, isSkip, isSeen, isUncovered, html: element.outerHTML.slice(0, 120) }
}

module.exports = { tabThrough }
