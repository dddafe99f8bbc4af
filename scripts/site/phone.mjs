// What a page of the site must be on a phone: no wider than the screen, its code in lines that do not wrap but
// scroll within their block. And every page has the icon.

/** What is wrong with the page; it runs in it. */
export async function faultsOfPage() {
  const faults = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > 360) faults.push(`is ${scrollWidth} px wide`)
  for (const code of document.querySelectorAll('pre > code')) {
    const { height } = code.getBoundingClientRect()
    if (height === 0) continue // It is folded away.
    const lines = code.innerText.trimEnd().split('\n')
    const line = document.createElement('div')
    line.textContent = 'x'
    code.append(line)
    const most = (lines.length + 0.5) * line.getBoundingClientRect().height
    line.remove()
    if (height > most) faults.push(`wraps ${lines[0]}`)
  }
  const icon = document.querySelector('link[rel="icon"]')
  if (icon === null) faults.push('has no icon')
  else {
    const image = new Image()
    image.src = icon.href
    await image.decode().catch(() => faults.push(`has no icon at ${icon.href}`))
  }
  return faults
}
