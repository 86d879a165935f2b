// api.js: what goes to the server and comes from it. Nothing of it is kept by the browser, and no cookie goes along.
import { language } from './page.js'

export class Refused extends Error {
  constructor (code, reply = {}) {
    super(code)
    this.code = code // 'offline' where nothing came back, 'over' where who began it is signed in no longer
    this.reply = reply
  }
}

let token = null // of who is signed in
let generation = 0 // of sign-ins

export function setToken (its) {
  token = its
  generation++
}

// To call when something was waited for: what was begun under one sign-in does not go on under the next.
export function hold () {
  const mine = generation
  return () => { if (generation !== mine) throw new Refused('over') }
}

// The same around @call.
async function held (call) {
  const check = hold()
  try {
    return await call()
  } finally {
    check()
  }
}

async function ask (method, path, body, type) {
  const headers = { Accept: 'application/json' }
  if (token) headers.Authorization = `Bearer ${token}`
  if (type) headers['Content-Type'] = type
  let response
  try {
    response = await fetch(`/api/v1/portal/${path}${path.includes('?') ? '&' : '?'}lang=${language}`,
      { method, headers, body, credentials: 'omit', cache: 'no-store', redirect: 'error', keepalive: method === 'DELETE' })
    if (response.ok) return response
  } catch {
    throw new Refused('offline')
  }
  const reply = await response.json().catch(() => ({}))
  throw new Refused(reply.code ?? 'internal', reply)
}

const parse = async response => {
  try {
    return await response.json()
  } catch {
    throw new Refused('offline')
  }
}

export const get = path => held(async () => parse(await ask('GET', path)))
export const post = (path, body) => held(async () => parse(await ask('POST', path, JSON.stringify(body), 'application/json')))
export const upload = (id, sealed) => held(() => ask('POST', `files/${id}`, sealed, 'application/octet-stream'))

export const download = id => held(async () => {
  const response = await ask('GET', `files/${id}`)
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch {
    throw new Refused('offline')
  }
})

// Whatever comes of it: here it is over.
export function signOut () {
  if (token) ask('DELETE', 'session').catch(() => {})
  setToken(null)
}
