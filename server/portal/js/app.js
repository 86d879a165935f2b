// app.js: who is signed in, in variables only, and how that ends
import * as api from './api.js'
import { wipe } from './seal.js'
import { clear, el, say, show } from './page.js'

const IDLE = 20 * 60 * 1000 // milliseconds, as the server

// org: bytes; min: characters of a password; account: { name, user, keys } or null
export const app = { org: null, min: 0, account: null, report: null, messages: new Map() }

let timer = null
let drafts = null // { of, report, messages }: what was written and not sent when it ended by itself

function forget () {
  clearTimeout(timer)
  if (app.account) wipe(app.account.keys.signSeed, app.account.keys.boxSeed, app.account.keys.box.sk)
  app.account = null
  app.report = null
  app.messages = new Map()
}

// Nothing is left: on purpose, or because the page goes away.
export function end () {
  forget()
  drafts = null
  api.signOut()
}

// By itself: what was typed waits for the same person. @then shows where one signs in.
export function lose (then) {
  if (app.account) drafts = { of: app.account.user, report: app.report, messages: app.messages }
  forget()
  api.signOut()
  then(hasText())
}

export const hasText = () => {
  const { report, messages } = drafts ?? app
  return report !== null || [...messages.values()].some(message => message.text.trim() !== '')
}

let whenIdle = () => {}
export const setWhenIdle = its => { whenIdle = its }

export function touch () {
  clearTimeout(timer)
  if (app.account) timer = setTimeout(() => whenIdle(), IDLE)
}

// @reply: the server's, of a door; @keys: what its bundle opened to
export function begin (reply, keys) {
  api.setToken(reply.token)
  app.account = { name: reply.name, user: reply.user, keys }
  if (drafts?.of === reply.user) Object.assign(app, { report: drafts.report, messages: drafts.messages })
  drafts = null
  touch()
}

export function showBye () {
  end()
  show(say('signedOut'), el('p', null, say('closeWindow')),
    el('p', null, el('a', { href: `/?lang=${document.documentElement.lang}` }, say('firstPage'))))
}

// What to say of what went wrong.
export function explain (error) {
  switch (error.code) {
    case 'offline': return say('offline')
    case 'busy': case 'disk': case 'retry': case 'rekey': return say('busy')
    case 'too-large': return say('tooLarge')
    case 'not-found': case 'forbidden': return say('gone')
    default: return say('broken')
  }
}

// Who goes away by the browser's own ways leaves nothing in a page that it might keep.
export function watchLeaving () {
  for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, touch, { passive: true })
  document.querySelector('.leave')?.addEventListener('click', end)
  window.addEventListener('beforeunload', event => {
    if (app.account && hasText()) event.preventDefault()
  })
  window.addEventListener('pagehide', () => {
    end()
    clear()
  })
  window.addEventListener('pageshow', event => { if (event.persisted) location.reload() })
}
