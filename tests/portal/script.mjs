// Portal-only accounts in Chromium with JavaScript: keys and passwords stay in the browser, and whoever comes without
// it finds the same account.
import {
  Stage, answerQuestion, checkAccess, checkMarkup, keepPromises, openBrowser, promise, shoot
} from './browser.mjs'

const NUMBER = /^\d{4}-\d{4,5}$/
const PASSWORD = 'canary: five quiet herons wade'
const OTHER = 'canary: four loud storks sleep'
const WIDE = { viewport: { width: 1100, height: 800 } }
const NARROW = { viewport: { width: 320, height: 640 } }
const LOOKS = {
  light: { ...WIDE, colorScheme: 'light' },
  dark: { ...WIDE, colorScheme: 'dark' },
  320: NARROW,
  zoom: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  de: { ...NARROW, locale: 'de-DE', colorScheme: 'dark' }
}

const stage = await Stage.start()
await stage.ask('config portal.accounts on')
await stage.ask('invite first') // with which the policy allows them
let guests = 0

function expect (value, wanted, what) {
  const same = wanted instanceof RegExp ? wanted.test(value) : value === wanted
  if (!same) throw new Error(`${what ?? 'value'}: ${JSON.stringify(value)} instead of ${wanted}`)
}

const text = page => page.locator('main').innerText()
const submit = page => page.locator('main form button[type="submit"]').first().click()
// The same, where the page that comes is the same one with something to say.
async function submitAgain (page, selector) {
  const old = await page.$('h1')
  await submit(page)
  await old.waitForElementState('hidden')
  await page.locator(selector).waitFor()
}
// The page's heading, once it is the one in @pattern.
const heading = (page, pattern) => page.locator('h1').filter({ hasText: pattern }).waitFor()
const go = (page, index) => page.locator('nav.account li button').nth(index).click()
const MY_REPORTS = /My reports|Meine Meldungen/

async function invite () {
  const name = `heron${++guests}`
  return { name, code: await stage.ask(`invite ${name}`) }
}

async function fillAccept (page, code, password = PASSWORD, again = password) {
  await page.fill('[name="code"]', code)
  await page.fill('[name="new"]', password)
  await page.fill('[name="again"]', again)
  await answerQuestion(page)
}

async function accept (page) {
  const { name, code } = await invite()
  await page.goto(stage.url + '/sign-in?step=accept')
  await fillAccept(page, code)
  await submit(page)
  await heading(page, MY_REPORTS)
  return name
}

async function fillSignIn (page, name, password = PASSWORD) {
  await page.fill('[name="user"]', name)
  await page.fill('[name="password"]', password)
  await answerQuestion(page)
}

async function signIn (page, name, password = PASSWORD) {
  await page.goto(stage.url + '/sign-in')
  await fillSignIn(page, name, password)
  await submit(page)
}

async function report (page, subject = 'Invoices paid twice', words = 'In March.\n\nAnd in May.', files = []) {
  const old = await page.$('h1')
  await go(page, 1)
  await old.waitForElementState('hidden')
  await page.fill('[name="subject"]', subject)
  await page.fill('[name="report"]', words)
  if (files.length) await page.setInputFiles('#attachment', files)
  await submit(page)
  await heading(page, /Check and send|Prüfen und/)
  await submit(page)
  await page.locator('.number strong').waitFor()
  return page.locator('.number strong').innerText()
}

async function open (page, number) {
  await go(page, 0)
  await page.locator('ol.conversation button', { hasText: number }).click()
  await page.locator('#message').waitFor()
}

async function visit (check, options) {
  const browser = await openBrowser({ ...WIDE, javaScriptEnabled: true, ...options })
  try {
    await check(browser.page, browser)
  } finally {
    await browser.close()
  }
}

const visitPlain = check => visit(check, { javaScriptEnabled: false })

const submitStep = (page, step) =>
  page.locator(`main form:has(input[name="step"][value="${step}"]) button[type="submit"]`).first().click()

async function signInPlain (page, name, password = PASSWORD) {
  await page.goto(stage.url + '/sign-in')
  await fillSignIn(page, name, password)
  await submitStep(page, 'sign-in')
}

// ---- the whole way ----

promise('a report goes from the invitation to the answer without leaving the page', () => visit(async (page, { context }) => {
  const name = await accept(page)
  const pages = []
  page.on('framenavigated', frame => pages.push(frame.url()))
  const number = await report(page)
  expect(number, NUMBER)
  expect(await stage.ask(`text ${number} report`), 'In March.\\n\\nAnd in May.')
  expect(await stage.ask(`text ${number} name`), name)
  expect(await stage.ask(`sealed ${number}`), 'browser', 'who sealed it')
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} Thank you for <b>telling</b> us.`)
  await go(page, 0)
  await heading(page, MY_REPORTS)
  expect(await text(page), /1 new message from the team/)
  await open(page, number)
  expect(await text(page), /Thank you for <b>telling<\/b> us\./)
  expect(await text(page), /Invoices paid twice/)
  await page.fill('[name="message"]', 'It is 4471.')
  await submit(page)
  await page.getByText('Your message has been sent.').waitFor()
  expect(await text(page), /It is 4471\./)
  expect(await stage.ask(`messages ${number}`), '2')
  expect(await stage.ask(`sealed ${number}`), 'browser', 'who sealed all of it')
  await go(page, 0)
  await heading(page, MY_REPORTS)
  expect((await text(page)).includes('new message'), false, 'read once')
  expect(pages.join(' '), '', 'navigations')
  expect((await context.cookies()).length, 0, 'cookies')
}))

promise('what is no text does not keep the team from reading the rest', () => visit(async page => {
  await accept(page)
  await go(page, 1)
  await page.fill('[name="subject"]', 'Odd')
  await page.locator('[name="report"]').evaluate(input => {
    input.value = 'a\u0000b\u001b[31mc\ud800d\n\u{1f600}\te'
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await submit(page)
  await heading(page, /Check and send/)
  await submit(page)
  const number = await page.locator('.number strong').innerText()
  expect(await stage.ask(`text ${number} report`), /ab\[31mc.*d\\n/)
  await open(page, number)
  expect(await text(page), /ab\[31mc\ufffdd\s+\u{1f600}/u)
}))

promise('files go both ways and arrive as they were', () => visit(async page => {
  await accept(page)
  const number = await report(page, 'Files', 'See below', [
    { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('the letter') },
    { name: 'big one.bin', mimeType: '', buffer: Buffer.alloc(200000, 7) }])
  expect(await stage.ask(`files ${number}`), 'letter.txt big one.bin')
  expect(await stage.ask(`file ${number} letter.txt`), 'the letter')
  await stage.ask(`attach ${number} form.txt some text`)
  await open(page, number)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'form.txt' }).click()
  const stream = await (await download).createReadStream()
  let got = ''
  for await (const piece of stream) got += piece
  expect(got, 'some text')
}))

promise('with JavaScript and without it, it is one account', async () => {
  let name, number
  await visit(async page => {
    name = await accept(page)
    number = await report(page, 'Made with', 'By the script')
  })
  await visitPlain(async page => {
    await signInPlain(page, name)
    await page.locator('nav.account').waitFor()
    await page.locator('ol a', { hasText: number }).click()
    expect(await text(page), /By the script/)
    await page.fill('[name="message"]', 'Added without')
    await submitStep(page, 'message')
    await page.goto(stage.url + '/my-password')
    await page.fill('[name="password"]', PASSWORD)
    await page.fill('[name="new"]', OTHER)
    await page.fill('[name="again"]', OTHER)
    await submitStep(page, 'change')
    await heading(page, MY_REPORTS)
  })
  await visit(async page => {
    await signIn(page, name, OTHER)
    await heading(page, MY_REPORTS)
    await open(page, number)
    expect(await text(page), /Added without/)
    await go(page, 2)
    await page.fill('[name="password"]', OTHER)
    await page.fill('[name="new"]', PASSWORD)
    await page.fill('[name="again"]', PASSWORD)
    await submit(page)
    await page.getByText('Your password has been changed').waitFor()
  })
  await visitPlain(async page => {
    await signInPlain(page, name, OTHER)
    expect(await text(page), /Name or password is wrong/)
    await fillSignIn(page, name, PASSWORD)
    await submitStep(page, 'sign-in')
    await page.locator('nav.account').waitFor()
  })
})

promise('an account says where it is mailed, with JavaScript and without', async () => {
  let name
  await visit(async page => {
    name = await accept(page)
    await go(page, 3)
    await page.fill('[name="mail"]', 'no address')
    await submitAgain(page, '#mail-fault')
    expect(await text(page), /This is no e-mail address/)
    await page.fill('[name="mail"]', 'heron@example.com')
    await page.getByLabel('Deutsch').check()
    await page.getByLabel('Once a day').check()
    await submitAgain(page, '.notice.good')
    await checkAccess(page, 'mail')
    await shoot(page, 'script-mail')
  })
  await visitPlain(async page => {
    await signInPlain(page, name)
    await page.goto(stage.url + '/my-mail')
    expect(await page.inputValue('[name="mail"]'), 'heron@example.com')
    expect(await page.locator('[name="language"][value="de"]').isChecked(), true)
    expect(await page.locator('[name="digest"][value="1"]').isChecked(), true)
  })
})

// ---- what stays in the browser ----

promise('no request holds the password, a key or what is written', () => visit(async (page, { context }) => {
  const sent = []
  await context.route('**', async route => {
    const request = route.request()
    sent.push(`${request.url()}\n${JSON.stringify(await request.allHeaders())}\n${request.postData() ?? ''}`)
    await route.continue()
  })
  const name = await accept(page)
  await report(page, 'canary subject', 'canary report')
  await go(page, 2)
  await page.fill('[name="password"]', PASSWORD)
  await page.fill('[name="new"]', OTHER)
  await page.fill('[name="again"]', OTHER)
  await submit(page)
  await page.getByText('Your password has been changed').waitFor()
  await page.locator('nav.account > button').click()
  await heading(page, /signed out/)
  await signIn(page, name, OTHER)
  await heading(page, MY_REPORTS)
  const all = sent.join('\n')
  expect(sent.length > 15, true, 'requests')
  for (const form of [text => text, encodeURIComponent, text => text.replace(/ /g, '+'), text => Buffer.from(text).toString('base64').slice(0, -4),
    text => Buffer.from(text).toString('hex')]) {
    for (const secret of [PASSWORD, OTHER, 'canary']) expect(all.includes(form(secret)), false, form(secret))
  }
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
    location.href.includes('heron')])), '[[],[],"",false]', 'what the browser keeps')
}))

promise('a form that is sent before the page is whole sends no password', () => visit(async (page, { context }) => {
  const bodies = []
  page.on('request', request => bodies.push(request.postData() ?? ''))
  await page.goto(stage.url + '/sign-in')
  await page.fill('[name="user"]', 'heron1')
  await page.fill('[name="password"]', PASSWORD)
  await page.evaluate(() => {
    const form = document.querySelector('main form').cloneNode(true) // none that the script has seen
    document.body.append(form)
    form.querySelector('[name="password"]').value = 'canary: five quiet herons wade'
    form.requestSubmit()
  })
  await page.waitForTimeout(500)
  expect(bodies.join('').includes('canary'), false, 'the password')
}))

promise('a wrong password opens nothing and says so beside its field', () => visit(async page => {
  const name = await accept(page)
  await signIn(page, name, OTHER)
  await page.locator('#problem').waitFor()
  expect(await text(page), /Name or password is wrong/)
  expect(await page.title(), /^Error: /)
  expect(await page.evaluate(() => document.activeElement.id), 'problem', 'focus')
  expect(await page.inputValue('[name="user"]'), name)
  await fillSignIn(page, 'nobody at all')
  await submitAgain(page, '#user-fault')
  await fillSignIn(page, name)
  await page.fill('[name="answer"]', 'wrong')
  await submitAgain(page, '#answer-fault')
  await fillSignIn(page, name)
  await submit(page)
  await heading(page, MY_REPORTS)
}))

promise('a password that is too short, or not twice the same, is not taken', () => visit(async page => {
  const { code } = await invite()
  await page.goto(stage.url + '/sign-in?step=accept')
  await fillAccept(page, code, 'short')
  await submitAgain(page, '#new-fault')
  await fillAccept(page, code, PASSWORD, OTHER)
  await submitAgain(page, '#again-fault')
  await fillAccept(page, 'abandon ability')
  await submitAgain(page, '#code-fault')
  await fillAccept(page, code)
  await submit(page)
  await heading(page, MY_REPORTS)
}))

// ---- a server that is not what it should be ----

const spoil = (text, at) => {
  const bytes = Buffer.from(text, 'base64')
  bytes[at < 0 ? bytes.length + at : at] ^= 1
  return bytes.toString('base64')
}

// Changes what comes from one address. A page that goes signs out there, and is answered with nothing.
const lie = (page, pattern, change) => page.route(pattern, async route => {
  if (route.request().method() === 'DELETE') return route.continue()
  const response = await route.fetch()
  const json = await response.json()
  await route.fulfill({ response, json: change(json) ?? json })
})

promise('keys that the server changed are refused', () => visit(async page => {
  const name = await accept(page)
  for (const at of [8, 60, 70, 150, -1]) {
    await page.goto(stage.url + '/sign-in')
    await lie(page, '**/portal/session*', json => { if (json.bundle) json.bundle = spoil(json.bundle, at) })
    await fillSignIn(page, name)
    await submitAgain(page, '#problem')
    expect(await text(page), /did not send your keys as they were stored/)
    expect(await page.locator('nav.account').count(), 0)
    await page.unroute('**/portal/session*')
  }
}))

promise('a cost that makes the password easy to guess is refused', () => visit(async page => {
  const name = await accept(page)
  await page.goto(stage.url + '/sign-in')
  await lie(page, '**/portal/params*', json => { json.mem = 1024 })
  const asked = []
  page.on('request', request => asked.push(request.url()))
  await fillSignIn(page, name)
  await submitAgain(page, '#problem')
  expect(asked.some(url => url.includes('portal/session')), false, 'the secret went')
}))

promise('what the team did not sign is not shown', () => visit(async page => {
  await accept(page)
  const number = await report(page)
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} Thank you for telling us.`)
  await lie(page, `**/portal/tickets/${number}*`, json => { json.objects[1] = spoil(json.objects[1], -1) })
  await open(page, number)
  expect(await text(page), /could not be proved/)
  expect((await text(page)).includes('Thank you'), false)
  await page.unroute(`**/portal/tickets/${number}*`)
  await lie(page, '**/portal/signers*', json => { json.keys = json.keys.map(() => '') })
  await go(page, 0)
  await heading(page, MY_REPORTS)
  await page.locator('ol.conversation button', { hasText: number }).click()
  await page.getByText(/cannot be opened: its keys/).waitFor()
  await page.unroute('**/portal/signers*')
  await open(page, number)
  expect(await text(page), /Thank you/)
}))

promise('a server shows nothing twice and in no other order', () => visit(async page => {
  await accept(page)
  const number = await report(page)
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} The first answer.`)
  await stage.ask(`answer ${number} The second answer.`)
  const pattern = `**/portal/tickets/${number}*`
  await lie(page, pattern, json => { json.objects.reverse() })
  await open(page, number)
  expect(await text(page), /Invoices paid twice[^]*The first answer[^]*The second answer/)
  expect(/could not be proved/.test(await text(page)), false)
  await page.unroute(pattern)
  await lie(page, pattern, json => { json.objects.push(json.objects[1]) })
  await open(page, number)
  expect((await text(page)).split('The first answer').length, 2, 'times')
  expect(await text(page), /could not be proved/)
}))

// ---- how it ends ----

promise('a reload asks again, signing out and leaving wipe', () => visit(async page => {
  const name = await accept(page)
  await page.reload()
  await page.locator('[name="code"], [name="user"]').first().waitFor()
  expect(await page.locator('nav.account').count(), 0)
  const tokens = []
  page.on('request', request => tokens.push([request.method(), request.headers().authorization]))
  await signIn(page, name)
  await heading(page, MY_REPORTS)
  await page.locator('nav.account > button').click()
  await heading(page, /signed out/)
  expect((await text(page)).includes(name), false)
  const [, token] = tokens.find(([method]) => method === 'DELETE')
  const status = await page.evaluate(async authorization =>
    (await fetch('/api/v1/portal/tickets', { headers: { authorization } })).status, token)
  expect(status, 401, 'the token')
  await signIn(page, name)
  await heading(page, MY_REPORTS)
  await page.getByRole('link', { name: 'Leave quickly' }).click()
  await page.waitForURL(url => !url.href.startsWith(stage.url)).catch(() => {})
  await page.goBack()
  await page.locator('[name="user"]').waitFor()
  expect(await page.locator('nav.account').count(), 0)
}))

promise('what was typed waits for the same person when the session ends by itself', () => visit(async page => {
  const name = await accept(page)
  const number = await report(page)
  await open(page, number)
  await page.fill('[name="message"]', 'Not sent in time')
  await go(page, 1)
  await page.fill('[name="subject"]', 'Long thought')
  await page.fill('[name="report"]', 'Typed for half an hour')
  await stage.ask('advance 1201')
  await submit(page) // to the page where it is checked, which asks nothing
  await submit(page)
  await heading(page, /Sign in/)
  expect(await text(page), /nothing was done for 20 minutes/)
  await fillSignIn(page, name)
  await submit(page)
  await heading(page, MY_REPORTS)
  expect(await text(page), /A message of yours was not sent yet/)
  await go(page, 1)
  await page.locator('[name="report"]').waitFor()
  expect(await page.inputValue('[name="report"]'), 'Typed for half an hour')
  await open(page, number)
  expect(await page.inputValue('[name="message"]'), 'Not sent in time')
}))

promise('a line that breaks loses nothing, and sends nothing twice', () => visit(async (page, { context }) => {
  await accept(page)
  const before = Number(await stage.ask('count'))
  await go(page, 1)
  await page.fill('[name="subject"]', 'Once')
  await page.fill('[name="report"]', 'And no more')
  await submit(page)
  await heading(page, /Check and send/)
  let cut = true
  await page.route('**/portal/tickets?*', async route => {
    if (route.request().method() === 'POST' && cut) {
      cut = false
      await route.fetch() // it arrived, and nobody hears of it
      await route.abort()
    } else {
      await route.continue()
    }
  })
  await submit(page)
  await page.locator('.notice.bad').waitFor()
  expect(await text(page), /cannot be reached/)
  await submit(page)
  await page.locator('.number strong').waitFor()
  expect(Number(await stage.ask('count')), before + 1)
}))

// Cuts the first answer to what is sent to @pattern: it arrived, and nobody hears of it.
async function cutOnce (page, pattern) {
  let cut = true
  await page.route(pattern, async route => {
    if (route.request().method() !== 'POST' || !cut) return route.continue()
    cut = false
    await route.fetch()
    await route.abort()
  })
}

promise('what is changed after a line broke is not lost in silence', () => visit(async page => {
  await accept(page)
  await go(page, 1)
  await page.fill('[name="subject"]', 'First')
  await page.fill('[name="report"]', 'As it was')
  await submit(page)
  await heading(page, /Check and send/)
  await cutOnce(page, '**/portal/tickets?*')
  await submit(page)
  await page.locator('.notice.bad').waitFor()
  await page.getByRole('button', { name: 'Change something' }).click()
  await page.fill('[name="report"]', 'As it is now')
  await submit(page)
  await heading(page, /Check and send/)
  await submit(page)
  await page.locator('.number strong').waitFor()
  const number = await page.locator('.number strong').innerText()
  expect(await text(page), /as you sent it before/)
  await shoot(page, 'script-report-first')
  expect(await stage.ask(`text ${number} report`), 'As it was')
  await go(page, 1)
  await page.locator('[name="report"]').waitFor()
  expect(await page.inputValue('[name="report"]'), 'As it is now')

  await open(page, number)
  await cutOnce(page, `**/portal/tickets/${number}?*`)
  await page.fill('[name="message"]', 'Tuesday')
  await submitAgain(page, '#message-fault')
  await page.fill('[name="message"]', 'No, Wednesday')
  await submitAgain(page, '.notice.bad')
  expect(await text(page), /arrived already, as you sent it before/)
  await shoot(page, 'script-message-first')
  expect(await page.inputValue('[name="message"]'), 'No, Wednesday')
  await submitAgain(page, '.notice.good')
  expect(await stage.ask(`messages ${number}`), '2')
}))

// Holds the first request to @pattern back until what it gives is called.
async function holdOnce (page, pattern) {
  let go, came
  const gone = new Promise(resolve => { go = resolve })
  const there = new Promise(resolve => { came = resolve })
  let isHeld = false
  await page.route(pattern, async route => {
    if (!isHeld) {
      isHeld = true
      came()
      await gone
    }
    await route.continue()
  })
  return { go, there }
}

promise('what was begun under one sign-in does nothing under the next', () => visit(async page => {
  const name = await accept(page)
  const sent = []
  page.on('request', request => { if (request.method() === 'POST') sent.push(new URL(request.url()).pathname.split('/').pop()) })

  const params = await holdOnce(page, '**/portal/params*')
  await go(page, 2)
  await page.fill('[name="password"]', PASSWORD)
  await page.fill('[name="new"]', OTHER)
  await page.fill('[name="again"]', OTHER)
  await submit(page)
  await params.there
  await stage.ask('advance 1201')
  await go(page, 0)
  await heading(page, /Sign in/)
  await fillSignIn(page, name)
  await submit(page)
  await heading(page, MY_REPORTS)
  params.go()
  await page.waitForTimeout(3000)
  expect(sent.includes('password'), false, 'a password was changed')

  const file = await holdOnce(page, '**/portal/files/*')
  await go(page, 1)
  await page.locator('[name="subject"]').waitFor()
  await page.fill('[name="subject"]', 'Of the first')
  await page.fill('[name="report"]', 'With a file')
  await page.setInputFiles('#attachment', [{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }])
  await submit(page)
  await heading(page, /Check and send/)
  await submit(page)
  await file.there
  await stage.ask('advance 1201')
  await go(page, 0)
  await heading(page, /Sign in/)
  await fillSignIn(page, name)
  await submit(page)
  await heading(page, MY_REPORTS)
  file.go()
  await page.waitForTimeout(1000)
  expect(sent.includes('tickets'), false, 'a report was sent')
  await heading(page, MY_REPORTS)
}))

// ---- manners ----

promise('the script runs on the pages to sign in alone, under a name of its own', () => visit(async page => {
  for (const [path, has] of [['/', false], ['/submit', false], ['/inbox', false], ['/sign-in', true], ['/sign-in?step=accept', true]]) {
    const response = await page.goto(stage.url + path)
    const policy = response.headers()['content-security-policy']
    expect(await page.locator('script').count(), has ? 1 : 0, path)
    expect(policy.includes("script-src 'self'; connect-src 'self'"), has, path)
    expect(/unsafe|worker|blob/.test(policy), false, path)
  }
  const source = await page.locator('script').getAttribute('src')
  expect(source, /^\/script\/[0-9a-f]{16}\.js$/)
  const script = await page.request.get(stage.url + source)
  expect(script.headers()['cache-control'], 'public, max-age=31536000, immutable')
  expect((await page.request.get(stage.url + '/script/0000000000000000.js')).status(), 404)
}))

promise('the page to sign in is small', () => visit(async page => {
  const loads = []
  page.on('response', response => loads.push(response.request().sizes()))
  await page.goto(stage.url + '/sign-in', { waitUntil: 'networkidle' })
  const bytes = (await Promise.all(loads)).reduce((sum, sizes) => sum + sizes.responseBodySize + sizes.responseHeadersSize, 0)
  if (bytes === 0 || bytes > 60 * 1024) throw new Error(`${bytes} bytes`)
}))

async function tour (page, see) {
  const { name, code } = await invite()
  await page.goto(stage.url + '/sign-in?step=accept')
  await fillAccept(page, code, 'short')
  await submitAgain(page, '#new-fault')
  await see('accept-fault')
  await fillAccept(page, code)
  await submit(page)
  await heading(page, MY_REPORTS)
  await see('reports-none')
  await go(page, 1)
  await page.locator('[name="report"]').waitFor()
  await see('write')
  await submitAgain(page, '#subject-fault')
  await see('write-faults')
  const number = await report(page, 'Invoices paid twice', 'In March.\n\nAnd in May.', [
    { name: 'a very long name such as scanners give 2026-03-14 10-22-01.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(210000) }])
  await see('done')
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} Thank you for telling us.`)
  await stage.ask(`attach ${number} form.txt some text`)
  await go(page, 0)
  await page.locator('ol.conversation').waitFor()
  await see('reports-new')
  await open(page, number)
  await see('report')
  await submitAgain(page, '#message-fault')
  await see('report-fault')
  await go(page, 2)
  await page.locator('#password').waitFor()
  await submitAgain(page, '#new-fault')
  await see('password-fault')
  await go(page, 3)
  await page.locator('#mail').waitFor()
  await see('mail')
  await page.locator('nav.account > button').click()
  await heading(page, /signed out|abgemeldet/)
  await see('signed-out')
  await page.goto(stage.url + '/sign-in')
  await see('sign-in')
  await fillSignIn(page, name, OTHER)
  await submitAgain(page, '#user-fault')
  await see('sign-in-wrong')
}

for (const [look, options] of Object.entries(LOOKS)) {
  promise(`every page is accessible and fits: ${look}`, () => visit(async (page, { seen }) => {
    const found = []
    await tour(page, async name => {
      // as it stands there, and before a picture is taken, which changes it
      const html = (await page.evaluate('document.documentElement.outerHTML'))
        .replace(/ (required|hidden|novalidate|multiple)=""/g, ' $1')
      await checkMarkup('<!DOCTYPE html>\n' + html, name).catch(error => found.push(error.message))
      await page.evaluate('window.scrollTo(0, 0)') // what the header lies over is no small target
      await checkAccess(page, name).catch(error => found.push(error.message))
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      if (over > 0) found.push(`${name} is ${over} pixels too wide`)
      const lost = await page.evaluate('document.activeElement === document.body')
      if (lost && name !== 'sign-in') found.push(`${name} has lost the focus`)
      await shoot(page, `script-${look}-${name}`)
    })
    found.push(...seen.problems.filter(problem => !/status of 4\d\d/.test(problem)))
    expect(found.join('\n'), '')
  }, options))
}

promise('all of it can be done with the keyboard alone', () => visit(async page => {
  const name = await accept(page)
  await page.goto(stage.url + '/sign-in')
  await page.locator('[name="answer"]').focus()
  await answerQuestion(page)
  await page.locator('[name="user"]').focus()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await heading(page, MY_REPORTS)
  expect(await page.evaluate(() => document.activeElement.tagName), 'H1', 'focus')
  await page.locator('nav.account li button').nth(1).focus()
  await page.keyboard.press('Enter')
  await page.locator('[name="subject"]').focus()
  await page.keyboard.type('Typed')
  await page.keyboard.press('Tab')
  await page.keyboard.type('By hand')
  await page.locator('[name="where"]').focus()
  await page.keyboard.press('Enter')
  await heading(page, /Check and send/)
  await page.locator('main form button').focus()
  await page.keyboard.press('Space')
  await page.locator('.number strong').waitFor()
}))

// the last one: from here on there are two areas
promise('an area asks its own questions, and lets reporters keep people out', () => visit(async page => {
  const question = (n, kind, required, label, choices = []) => ({ id: `${n}`.padStart(32, '0'), kind, required, label, choices })
  await accept(page)
  await stage.ask('settle area ' + JSON.stringify({
    language: 'en', name: { en: 'Compliance' }, description: { en: 'Rules, and who keeps them.' }, portal: true, exclusion: true,
    questions: [question(1, 'date', true, { en: 'On which day was it?' }),
      question(2, 'choice', true, { en: 'Which plant?' }, [{ en: 'North' }, { en: 'South' }]),
      question(3, 'text', false, { en: 'Which machine was it?' })]
  }))
  await stage.ask('area Procurement')
  const old = await page.$('h1')
  await go(page, 1)
  await old.waitForElementState('hidden')
  await page.fill('[name="subject"]', 'Asked')
  await page.fill('[name="report"]', 'Report.')
  await submitAgain(page, '#area-fault')
  await page.getByLabel('Compliance').check()
  await submitAgain(page, '#asked-0-fault')
  expect(await text(page), /“Which plant\?” This area needs an answer to this question/)
  await page.getByLabel('On which day was it?').fill('2026-03-31')
  await page.getByLabel('South').check()
  await page.getByLabel('Which machine was it?').fill('The <old> press')
  for (const box of await page.locator('[name="exclude"]').all()) await box.check()
  await submitAgain(page, '#exclude-fault')
  expect(await text(page), /Nobody would be left/)
  expect(await page.getByLabel('Which machine was it?').inputValue(), 'The <old> press')
  await page.getByLabel('Procurement').check()
  expect(await page.getByLabel('Which machine was it?').count(), 0, 'questions of another area')
  await submitAgain(page, '#exclude-fault')
  expect(await text(page), /nobody can be excluded/)
  await page.getByLabel('Compliance').check()
  await page.getByLabel('anna').uncheck()
  const kept = await page.locator('[name="exclude"]:checked').count()
  await checkAccess(page, 'asked')
  await submit(page)
  await heading(page, /Check and send/)
  expect(await text(page), /Which plant\?\s+South/)
  expect(/Who must not see it/.test(await text(page)), kept > 0)
  await submit(page)
  const number = await page.locator('.number strong').innerText()
  expect(await stage.ask(`text ${number} report`), 'Report.')
  await open(page, number)
  expect(await text(page), /Which machine was it\?\s+The <old> press/)
  await stage.ask('settle area {"language":"en","name":{"en":"Compliance"},"portal":true}')
}))

await keepPromises()
await stage.stop()
