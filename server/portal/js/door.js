// door.js: signing in, accepting an invitation and changing the password: the password stays here
import * as account from './account.js'
import * as api from './api.js'
import { app, begin, explain, lose } from './app.js'
import { bar, showReports } from './reports.js'
import { Unverified, base64, fromBase64, fromHex, wipe } from './seal.js'
import { breathe, button, el, faultList, field, form, makeStatus, notice, read, say, show } from './page.js'

const ANSWERS = ['answer', 'answer2', 'answer3']

const readQuestion = node => ({
  token: read(node, 'token'), answers: ANSWERS.filter(name => node.elements.namedItem(name)).map(name => read(node, name))
})

const questionFields = (question, faults) => [
  el('input', { type: 'hidden', name: 'token', value: question.token }),
  question.questions.map((text, i) => field(ANSWERS[i], {
    label: text, hint: say(i === 0 ? 'questionHint' : 'questionMore'), required: true, short: true, faults
  }))]

// Keeps @call's sentence and bar on the page while it runs.
async function derive (password, cost, user, status, sentence) {
  const check = api.hold()
  status.begin(sentence)
  await breathe()
  const secrets = await account.derive(password, cost, app.org, user, share => status.tell(share))
  try {
    check()
  } catch (error) {
    wipe(secrets.login, secrets.wrap)
    throw error
  }
  return secrets
}

// The sentence for what came back, beside the field that it is about.
function toFaults (error, fallback) {
  const places = { question: 'answer', auth: 'user', code: 'code', password: 'password' }
  const place = error.reply?.question ? places[error.code] : null // else its words are not for people
  return place ? [[place, error.reply.detail]] : [[fallback, error instanceof Unverified ? say('tampered') : explain(error)]]
}

const ask = async error => error.reply?.question ?? api.get('question').catch(() => ({ token: '', questions: [] }))

// ---- signing in ----

async function signIn (name, password, question, status) {
  const params = await api.post('params', { name })
  const cost = { ops: params.ops, mem: params.mem, salt: fromBase64(params.salt) }
  const user = fromHex(params.user)
  const secrets = await derive(password, cost, user, status, say('working'))
  try {
    const reply = await api.post('session', { name, secret: base64(secrets.login), ...question })
    let keys
    try {
      keys = account.unwrap(fromBase64(reply.bundle), secrets, app.org, user)
    } catch (error) {
      api.setToken(reply.token)
      api.signOut()
      throw error
    }
    begin(reply, keys)
  } finally {
    wipe(secrets.login, secrets.wrap)
    status.end()
  }
}

async function trySignIn (name, password, question, status) {
  try {
    await signIn(name, password, question, status)
  } catch (error) {
    if (error.code === 'over') return
    showSignIn({ name, question: await ask(error), faults: toFaults(error, 'user') })
    return
  }
  await showReports()
}

export function showSignIn ({ name = '', question, faults = [], lost = null }) {
  const status = makeStatus()
  show(say('signIn'), faultList(faults), lost && notice(lost),
    form(node => trySignIn(read(node, 'user'), read(node, 'password'), readQuestion(node), status),
      questionFields(question, faults),
      field('user', { label: say('userName'), value: name, kept: 'username', required: true, faults }),
      field('password', { label: say('password'), kept: 'current-password', secret: true, required: true, faults }),
      button(say('signIn')), status.node))
}

// Nobody is signed in any more, and nobody said so.
export const showLost = () => lose(async hasText =>
  showSignIn({ question: await ask({}), lost: [say('lost'), ...(hasText ? [say('kept')] : [])] }))

// ---- an invitation ----

function checkNew (password, again) {
  if (!account.isPassword(password, app.min)) return [['new', say('weak', app.min, 256)]]
  return password === again ? [] : [['again', say('different')]]
}

const newFields = faults => [
  field('new', { label: say('newPassword'), hint: say('passwordHint', app.min), kept: 'new-password', secret: true,
    required: true, faults }),
  field('again', { label: say('newAgain'), kept: 'new-password', secret: true, required: true, faults })]

// What the server gets of a password that was chosen.
async function wrapKeys (keys, password, user, status) {
  const cost = account.newCost()
  const secrets = await derive(password, cost, user, status, say('making'))
  const bundle = account.wrap(keys, secrets, cost, app.org, user)
  const made = { secret: base64(secrets.login), salt: base64(cost.salt), bundle: base64(bundle) }
  wipe(secrets.login, secrets.wrap)
  return made
}

async function tryAccept (code, password, again, question, status, old) {
  let faults = checkNew(password, again)
  let { answers } = question
  if (faults.length === 0) {
    try {
      const invited = await api.post('invitation', { code, ...question })
      const keys = account.newKeys()
      begin(await api.post('account', { code, ...await wrapKeys(keys, password, fromHex(invited.user), status) }), keys)
    } catch (error) {
      if (error.code === 'over') return
      faults = toFaults(error, 'code')
      old = await ask(error)
      answers = []
    } finally {
      status.end()
    }
  }
  if (faults.length) showAccept({ code, question: old, faults, answers })
  else await showReports()
}

export function showAccept ({ code = '', question, faults = [], answers = [] }) {
  const status = makeStatus()
  show(say('useInvitation'), faultList(faults), el('p', null, say('invitationAbout')),
    form(node => tryAccept(read(node, 'code'), read(node, 'new'), read(node, 'again'), readQuestion(node), status, question),
      questionFields(question, faults),
      field('code', { label: say('invitationCode'), hint: say('codeHint'), value: code, rows: 2, code: true, required: true, faults }),
      newFields(faults), button(say('makeAccount')), status.node))
  ANSWERS.forEach((name, i) => {
    const input = document.getElementById(name)
    if (input) input.value = answers[i] ?? ''
  })
}

// ---- another password ----

async function change (password, chosen, status) {
  const { name, user, keys } = app.account
  const params = await api.post('params', { name })
  const cost = { ops: params.ops, mem: params.mem, salt: fromBase64(params.salt) }
  const old = await derive(password, cost, fromHex(user), status, say('working'))
  try {
    const made = await wrapKeys(keys, chosen, fromHex(user), status)
    const { token } = await api.post('password', { old: base64(old.login), ...made })
    api.setToken(token)
  } finally {
    wipe(old.login, old.wrap)
  }
}

async function tryChange (password, chosen, again, status) {
  let faults = checkNew(chosen, again)
  if (faults.length === 0) {
    try {
      await change(password, chosen, status)
    } catch (error) {
      if (error.code === 'over') return
      if (!app.account || (error.code === 'auth' && !error.reply.question)) return showLost()
      faults = toFaults(error, 'password')
    } finally {
      status.end()
    }
  }
  if (faults.length) showPassword(faults)
  else await showReports({ good: say('passwordChanged') })
}

export function showPassword (faults = []) {
  const status = makeStatus()
  show(say('changePassword'), bar(), faultList(faults),
    form(node => tryChange(read(node, 'password'), read(node, 'new'), read(node, 'again'), status),
      field('password', { label: say('presentPassword'), kept: 'current-password', secret: true, required: true, faults }),
      newFields(faults), button(say('changePassword')), status.node))
}

// ---- the server's own forms, which the script takes over before anything of them goes ----

const describeQuestion = node => ({
  token: read(node, 'token'),
  questions: ANSWERS.filter(name => node.elements.namedItem(name))
    .map(name => node.querySelector(`label[for="${name}"]`).textContent)
})

let busy = false

export async function takeOver (node) {
  if (busy) return
  busy = true
  const status = makeStatus()
  node.append(status.node)
  try {
    if (read(node, 'step') === 'accept') {
      await tryAccept(read(node, 'code'), read(node, 'new'), read(node, 'again'), readQuestion(node), status, describeQuestion(node))
    } else {
      await trySignIn(read(node, 'user'), read(node, 'password'), readQuestion(node), status)
    }
  } finally {
    busy = false
  }
}
