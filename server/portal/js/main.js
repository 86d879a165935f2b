// main.js: the portal's script, on the pages where one signs in. It is there before the page's forms are, so that none of
// them is ever sent with a password in it.
import { app, setWhenIdle, watchLeaving } from './app.js'
import { showLost, takeOver } from './door.js'
import { setWords } from './page.js'
import { fromHex } from './seal.js'

document.addEventListener('submit', event => {
  if (!['sign-in', 'accept'].includes(event.target.elements.namedItem('step')?.value)) return
  event.preventDefault()
  if (app.org) takeOver(event.target)
}, { capture: true })

document.addEventListener('DOMContentLoaded', () => {
  const { words, org, zone, min } = JSON.parse(document.getElementById('browser').dataset.words)
  setWords(words, zone)
  app.org = fromHex(org)
  app.min = min
  setWhenIdle(showLost)
  watchLeaving()
})
