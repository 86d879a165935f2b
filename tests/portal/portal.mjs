// The portal in Chromium with JavaScript off: the whole way, then every page's markup, access, looks and manners.
import {
  Stage, answerQuestion, checkAccess, checkMarkup, keepPromises, openBrowser, promise, shoot
} from './browser.mjs'

const MEGABYTE = 1024 * 1024
const NUMBER = /^\d{4}-\d{4,5}$/
const WIDE = { viewport: { width: 1100, height: 800 } }
const NARROW = { viewport: { width: 320, height: 640 } }
const LOOKS = {
  light: { ...WIDE, colorScheme: 'light' },
  dark: { ...WIDE, colorScheme: 'dark' },
  320: NARROW,
  // 1280 pixels at 200 % zoom
  zoom: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  de: { ...NARROW, locale: 'de-DE', colorScheme: 'dark' }
}

const stage = await Stage.start()

const press = (page, index = 0) => page.locator('main form button').nth(index).click()
const first = page => press(page, 0)
const last = page => page.locator('main form').first().locator('button').last().click()
const pdf = (name, size) => ({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(size, 1) })
const text = page => page.locator('main').innerText()

function expect (value, wanted, what) {
  const same = wanted instanceof RegExp ? wanted.test(value) : value === wanted
  if (!same) throw new Error(`${what ?? 'value'}: ${JSON.stringify(value)} instead of ${wanted}`)
}

async function openForm (page, path = '/submit') {
  await page.goto(stage.url + path)
  await answerQuestion(page)
  await first(page)
  await page.locator('[name="report"]').waitFor()
}

async function write (page, subject = 'Invoices paid twice', report = 'In March and in May.') {
  await page.fill('[name="subject"]', subject)
  await page.fill('[name="report"]', report)
}

// Sends what is written; its number and code.
async function send (page) {
  await first(page)
  const code = (await page.locator('.words li').allInnerTexts()).join(' ')
  await page.check('[name="kept"]')
  await first(page)
  return { code, number: await page.locator('.number strong').innerText() }
}

async function openInbox (page, code, path = '/inbox') {
  await page.goto(stage.url + path)
  await answerQuestion(page)
  await page.fill('[name="code"]', code)
  await first(page)
}

async function submit (page) {
  await openForm(page)
  await write(page)
  return send(page)
}

async function visit (check, options) {
  const browser = await openBrowser(options)
  // where JavaScript is on it is for axe: script.mjs has the pages with the portal's own script
  await browser.page.route('**/script/*', route => route.fulfill({ contentType: 'text/javascript', body: '' }))
  try {
    await check(browser.page, browser)
  } finally {
    await browser.close()
  }
}

// Every page there is, with what can stand on it; @see is called on each.
async function tour (page, see) {
  await stage.ask('settle area {"language":"en","name":{"en":"Compliance"},"portal":true,"exclusion":true}')
  await page.goto(stage.url)
  await see('start')
  await page.goto(stage.url + '/submit')
  await see('question')
  await page.fill('[name="answer"]', 'wrong')
  await first(page)
  await see('question-wrong')
  await answerQuestion(page)
  await first(page)
  await see('write')
  await first(page)
  await see('write-faults')
  await page.check('[name="exclude[]"]') // the only Expert
  await first(page)
  expect(await text(page), /Nobody would be left who is responsible for reports in this area|Es bliebe niemand, der/)
  await see('write-nobody-left')
  await page.uncheck('[name="exclude[]"]')
  await write(page, 'Invoices paid twice',
    'I have seen that the same invoice was paid twice, in March and in May.\n\n' +
    'The second time it was signed by somebody who was on holiday.\nI can show the letters.')
  await page.check('[name="observed"][value="own"]')
  await page.fill('[name="where"]', 'Main office, second floor')
  await page.setInputFiles('[name="attachment"]', [ // one more than can be
    pdf('invoice-march.pdf', 210000), pdf('a very long name such as scanners give 2026-03-14 10-22-01.pdf', 3100000),
    pdf('invoice-may.pdf', 180000), pdf('letter.pdf', 1000), pdf('holidays.pdf', 1000), pdf('sixth.pdf', 1000)])
  await press(page, 1)
  await see('write-files')
  await first(page)
  await see('check')
  const code = await page.locator('.line').innerText()
  await first(page)
  await see('check-fault')
  await page.check('[name="kept"]')
  await first(page)
  await see('done')
  const number = await page.locator('.number strong').innerText()
  await page.goto(stage.url + '/inbox')
  await see('inbox-door')
  await page.fill('[name="code"]', 'abandon ability')
  await answerQuestion(page)
  await first(page)
  await see('inbox-wrong')
  await page.fill('[name="code"]', code)
  await answerQuestion(page)
  await first(page)
  await see('inbox-new')
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} Thank you for telling us. We look into it. Could you tell us the invoice number?`)
  await stage.ask(`attach ${number} form.txt some text`)
  await page.goto(stage.url + '/inbox')
  await first(page)
  await see('inbox-fault')
  await page.fill('[name="message"]', 'It is 4471.')
  await first(page)
  await see('inbox-sent')
  await stage.ask(`close ${number}`)
  await page.goto(stage.url + '/inbox')
  await see('inbox-closed')
  await page.locator('.out button').click()
  await see('bye')
  await page.goto(stage.url + '/nothing')
  await see('missing')
}

const PASSWORD = 'five quiet herons wade'
const submitStep = (page, step) =>
  page.locator(`main form:has(input[name="step"][value="${step}"]) button[type="submit"]`).first().click()
let guests = 0

async function accept (page, see = async () => {}) {
  await stage.ask('config portal.accounts on')
  const name = `guest ${++guests}`
  const code = await stage.ask(`invite ${name.replace(' ', '')}`)
  await page.goto(stage.url + '/sign-in?step=accept')
  await see('accept')
  await page.fill('[name="code"]', code)
  await page.fill('[name="new"]', 'short')
  await answerQuestion(page)
  await submitStep(page, 'accept')
  await see('accept-fault')
  await page.fill('[name="code"]', code)
  await page.fill('[name="new"]', PASSWORD)
  await page.fill('[name="again"]', PASSWORD)
  await answerQuestion(page)
  await submitStep(page, 'accept')
  await page.locator('nav.account').waitFor()
  return name.replace(' ', '')
}

async function signIn (page, name, password = PASSWORD) {
  await answerQuestion(page)
  await page.fill('[name="user"]', name)
  await page.fill('[name="password"]', password)
  await submitStep(page, 'sign-in')
}

// The same for who has an account.
async function tourAccount (page, see) {
  const name = await accept(page, see)
  await see('reports-none')
  await page.goto(stage.url + '/submit')
  await write(page, 'Invoices paid twice', 'In March.\n\nAnd in May.')
  await see('named-write')
  await submitStep(page, 'write')
  await see('named-check')
  await submitStep(page, 'send')
  await see('named-done')
  const number = await page.locator('.number strong').innerText()
  await stage.ask(`take-over ${number}`)
  await stage.ask(`answer ${number} Thank you for telling us.`)
  await stage.ask(`attach ${number} form.txt some text`)
  await page.goto(stage.url + '/my-reports')
  await see('reports-new')
  await page.locator('ol a').first().click()
  await see('report')
  await page.fill('[name="message"]', 'It is 4471.')
  await submitStep(page, 'message')
  await see('report-sent')
  await page.goto(stage.url + '/my-mail')
  await see('mail')
  await page.fill('[name="mail"]', 'no address')
  await submitStep(page, 'mail')
  await see('mail-fault')
  await page.goto(stage.url + '/my-password')
  await see('password')
  await page.fill('[name="password"]', 'not the one it is')
  await page.fill('[name="new"]', PASSWORD + ' again')
  await page.fill('[name="again"]', PASSWORD + ' again')
  await submitStep(page, 'change')
  await see('password-fault')
  await page.fill('[name="password"]', PASSWORD)
  await page.fill('[name="new"]', PASSWORD + ' again')
  await page.fill('[name="again"]', PASSWORD + ' again')
  await submitStep(page, 'change')
  await see('password-changed')
  await submitStep(page, 'sign-out')
  await see('signed-out')
  await page.goto(stage.url)
  await see('start-accounts')
  await page.goto(stage.url + '/sign-in')
  await see('sign-in')
  await signIn(page, name, 'wrong password')
  await see('sign-in-wrong')
}

// ---- the whole way ----

promise('a report goes from the first page to closed, in English', () => visit(async page => {
  await page.goto(stage.url)
  await page.getByRole('link', { name: 'Write a report' }).click()
  await answerQuestion(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await write(page, 'Two invoices', 'One line\nand <b>another</b>')
  await page.getByLabel('Files').setInputFiles([
    { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('the letter') }])
  await page.getByRole('button', { name: 'Continue' }).click()
  expect(await page.getByLabel('With an inbox (recommended)').isChecked(), true, 'the inbox is preselected')
  const code = (await page.locator('.words li').allInnerTexts()).join(' ')
  expect(code, /^([a-z]+ ){11}[a-z]+$/)
  await page.getByLabel('I have kept the code').check()
  await page.getByRole('button', { name: 'Send' }).click()
  const number = await page.locator('.number strong').innerText()
  expect(number, NUMBER)
  expect(await stage.ask(`text ${number} report`), 'One line\\nand <b>another</b>')
  expect(await stage.ask(`files ${number}`), 'letter.txt')

  await stage.ask(`answer ${number} Thank you. Which month?`)
  await stage.ask(`attach ${number} form.txt what is in the form`)
  await page.getByRole('link', { name: 'Open your inbox' }).click()
  await answerQuestion(page)
  await page.getByLabel('Your code').fill(code)
  await page.getByRole('button', { name: 'Open' }).click()
  expect(await text(page), /Thank you\. Which month\?/)
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('link', { name: 'form.txt' }).click()])
  const pieces = []
  for await (const piece of await download.createReadStream()) pieces.push(piece)
  expect(Buffer.concat(pieces).toString(), 'what is in the form')
  expect(download.suggestedFilename(), 'form.txt')

  await page.getByLabel('Your message').fill('May.')
  await page.getByRole('button', { name: 'Send' }).click()
  expect(await text(page), /Your message has been sent\.[^]*May\./)
  expect(await stage.ask(`messages ${number}`), '3')
  await stage.ask(`close ${number}`)
  await page.reload()
  expect(await text(page), /Closed/)
}))

promise('the same in German, chosen by a link', () => visit(async page => {
  await page.goto(stage.url)
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByRole('link', { name: 'Meldung schreiben' }).click()
  await answerQuestion(page)
  await page.getByRole('button', { name: 'Weiter' }).click()
  await write(page, 'Zwei Rechnungen', 'Größe & Übermut')
  const { code, number } = await send(page)
  expect(await page.locator('html').getAttribute('lang'), 'de')
  expect(await text(page), /Ihre Meldung ist angekommen[^]*Bis zum \d+\. [A-Z][a-zä]+ \d{4} bestätigt/)
  expect(await stage.ask(`text ${number} subject`), 'Zwei Rechnungen')
  expect(await stage.ask(`text ${number} language`), 'de')
  await openInbox(page, code.toUpperCase(), '/inbox?lang=de')
  expect(await text(page), /Ansprechperson[^]*Größe & Übermut/)
}))

promise('a colleague without Hark reports with a name and reads the answer', () => visit(async page => {
  await accept(page)
  await page.getByRole('link', { name: 'Write a report' }).first().click()
  expect(await text(page), /this report carries your name/)
  await write(page, 'Two invoices', 'With my name')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Send' }).click()
  const number = await page.locator('.number strong').innerText()
  expect(await stage.ask(`text ${number} report`), 'With my name')
  expect(await stage.ask(`text ${number} name`), /^guest\d+$/)
  await stage.ask(`answer ${number} Thank you. Which month?`)
  await page.getByRole('link', { name: 'My reports' }).click()
  expect(await text(page), /1 new message from the team/)
  await page.getByRole('link', { name: /Two invoices/ }).click()
  expect(await text(page), /Thank you\. Which month\?/)
  await page.getByLabel('Your message').fill('May.')
  await page.getByRole('button', { name: 'Send' }).click()
  expect(await text(page), /Your message has been sent\.[^]*May\./)
  await page.getByRole('link', { name: 'My reports' }).click()
  expect(/new message/.test(await text(page)), false, 'still new')
  await page.getByRole('button', { name: 'Sign out' }).click()
  expect(await text(page), /You are signed out/)
  await page.goBack()
  expect(/Two invoices/.test(await text(page)), false, 'behind the back button')
}))

promise('everything can be done with the keyboard', () => visit(async page => {
  await page.goto(stage.url + '/submit')
  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').innerText(), 'Skip to the content')
  await answerQuestion(page)
  await page.keyboard.press('Enter')
  await page.locator('[name="subject"]').focus()
  await page.keyboard.type('Typed')
  await page.keyboard.press('Tab')
  await page.keyboard.type('By hand')
  await page.locator('[name="where"]').focus()
  await page.keyboard.press('Enter')
  await page.locator('[name="kept"]').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  expect(await page.locator('.number strong').innerText(), NUMBER)
}))

promise('a link in the list of faults leads to its field', () => visit(async page => {
  await openForm(page)
  await first(page)
  await page.locator('.notice.bad a').last().waitFor()
  expect(await page.title(), /^Error: /)
  await page.locator('.notice.bad a').last().click()
  await page.keyboard.type('straight into the report')
  expect(await page.inputValue('[name="report"]'), 'straight into the report')
}))

// ---- nothing twice, nothing lost ----

promise('a double click and a reload send one report', () => visit(async page => {
  await openForm(page)
  await write(page)
  const before = Number(await stage.ask('count'))
  await first(page)
  await page.check('[name="kept"]')
  await page.locator('main form button').first().dblclick()
  const number = await page.locator('.number strong').innerText()
  await page.reload()
  expect(await page.locator('.number strong').innerText(), number)
  await page.goBack().catch(() => {})
  await page.goto(stage.url + '/submit')
  expect(await page.locator('.number strong').innerText(), number)
  expect(Number(await stage.ask('count')), before + 1)
}))

promise('a file that is too large leaves everything else', () => visit(async page => {
  await openForm(page)
  await write(page)
  await page.setInputFiles('[name="attachment"]', [
    { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(26 * MEGABYTE) },
    { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }])
  await first(page)
  expect(await text(page), /“film\.mp4” was not kept: it is larger than 25 MB\./)
  expect(await page.inputValue('[name="report"]'), 'In March and in May.')
  await page.setInputFiles('[name="attachment"]', [
    { name: 'second.txt', mimeType: 'text/plain', buffer: Buffer.from('y') }])
  await page.getByLabel('Remove: letter.txt').check()
  const { number } = await send(page)
  expect(await stage.ask(`files ${number}`), 'second.txt')
}))

promise('what was typed survives the end of the session', () => visit(async page => {
  await openForm(page)
  await write(page, 'Long thought', 'Typed for half an hour')
  await stage.ask('advance 1801')
  await first(page)
  expect(await page.inputValue('[name="report"]'), 'Typed for half an hour')
  await answerQuestion(page)
  await first(page)
  const { number } = await send(page)
  expect(await stage.ask(`text ${number} report`), 'Typed for half an hour')
}))

promise('leaving quickly leaves nothing behind the back button', () => visit(async (page, { seen }) => {
  const { code } = await submit(page)
  await openInbox(page, code)
  await page.getByRole('link', { name: 'Leave quickly' }).click()
  await page.waitForURL(url => !url.href.startsWith(stage.url))
  expect(seen.requests.at(-1), /^https:/, 'the way out')
  await page.goBack()
  expect(await page.locator('[name="code"]').count(), 1)
  expect(await page.locator('.conversation').count(), 0)
}))

promise('the inbox closes after twenty minutes and says so', () => visit(async page => {
  const { code } = await submit(page)
  await openInbox(page, code)
  await page.fill('[name="message"]', 'Not sent in time')
  await stage.ask('advance 1201')
  await first(page)
  expect(await text(page), /nothing was done for 20 minutes/)
  expect(await page.inputValue('[name="message"]'), 'Not sent in time')
}))

// ---- manners ----

promise('the first load is small, and nothing comes from elsewhere', () => visit(async (page, { seen, context }) => {
  const loads = []
  const take = response => loads.push(response.request().sizes())
  page.on('response', take)
  await page.goto(stage.url, { waitUntil: 'networkidle' })
  page.off('response', take)
  const bytes = (await Promise.all(loads))
    .reduce((sum, sizes) => sum + sizes.responseBodySize + sizes.responseHeadersSize, 0)
  if (bytes === 0 || bytes > 30 * 1024) throw new Error(`${bytes} bytes on the first load`)
  expect((await context.cookies()).length, 0, 'cookies')
  await tour(page, async () => {})
  const strangers = seen.requests.filter(url => !url.startsWith(stage.url))
  expect(strangers.join(' '), '', 'requests to others')
}))

promise('the one cookie is out of reach', () => visit(async (page, { context }) => {
  await page.goto(stage.url + '/submit')
  expect((await context.cookies()).length, 0, 'cookies before a form is opened')
  await answerQuestion(page)
  await first(page)
  const cookies = await context.cookies()
  expect(cookies.length, 1)
  expect(cookies[0].httpOnly, true)
  expect(cookies[0].sameSite, 'Strict')
  expect(cookies[0].expires, -1)
}))

promise('the markup of every page is valid', () => visit(async (page, { seen }) => {
  const found = []
  const see = async name => { await checkMarkup(await seen.html, name).catch(error => found.push(error.message)) }
  await tour(page, see)
  await tourAccount(page, see)
  expect(found.join('\n'), '')
}))

for (const [look, options] of Object.entries(LOOKS)) {
  promise(`every page is accessible and fits: ${look}`, () => visit(async (page, { seen }) => {
    const found = []
    const see = async name => {
      await shoot(page, `${look}-${name}`)
      await checkAccess(page, name).catch(error => found.push(error.message))
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      if (over > 0) found.push(`${name} is ${over} pixels too wide`)
    }
    await tour(page, see)
    await tourAccount(page, see)
    found.push(...seen.problems.filter(problem => !/status of 4\d\d/.test(problem)))
    expect(found.join('\n'), '')
  }, { ...options, javaScriptEnabled: true }))
}

promise('an area asks its own questions, and the organisation says who it is', () => visit(async (page, { seen }) => {
  const question = (n, kind, required, label, choices = []) => ({ id: `${n}`.padStart(32, '0'), kind, required, label, choices })
  await stage.ask('settle organisation ' + JSON.stringify({
    language: 'en', imprint: { en: 'Example Ltd\n\n1 Some Street' }, privacy: { en: 'We keep it for three years.' }
  }))
  await stage.ask('settle area ' + JSON.stringify({
    language: 'en', name: { en: 'Compliance' }, description: { en: 'Rules, and who keeps them.' }, portal: true,
    questions: [
      question(1, 'date', true, { en: 'On which day was it?' }),
      question(2, 'choice', true, { en: 'Which plant?' }, [{ en: 'North' }, { en: 'South' }]),
      question(3, 'choice', false, { en: 'Was anybody hurt?' }, [{ en: 'Yes' }, { en: 'No' }]),
      question(4, 'text', false, { en: 'Which machine was it?' })
    ]
  }))
  const see = async name => {
    await checkMarkup(await seen.html, name)
    await checkAccess(page, name)
    await shoot(page, name)
  }
  await page.goto(stage.url)
  await page.getByRole('link', { name: 'Imprint' }).click()
  expect(await text(page), /1 Some Street/)
  await see('imprint')
  await page.goto(stage.url + '/privacy')
  await see('privacy')
  await openForm(page)
  await write(page)
  await see('asked')
  await first(page)
  expect(await text(page), /This area needs an answer to this question/)
  await see('asked-faults')
  await page.getByLabel('On which day was it?').fill('2026-03-31')
  await page.getByLabel('South').check()
  await page.getByLabel('Which machine was it?').fill('The <old> press')
  await first(page)
  expect(await text(page), /The <old> press/)
  await see('asked-check')
  const code = (await page.locator('.words li').allInnerTexts()).join(' ')
  await page.check('[name="kept"]')
  await first(page)
  await openInbox(page, code)
  expect(await text(page), /Which plant\?\s+South/)
  await see('asked-inbox')
  await stage.ask('settle area {"language":"en","name":{"en":"Compliance"},"portal":true}')
}, { ...WIDE, javaScriptEnabled: true }))

promise('with several areas one is chosen', () => visit(async page => {
  await stage.ask('area Procurement')
  await openForm(page)
  await page.getByLabel('Procurement').check()
  await write(page)
  await first(page)
  expect(await text(page), /Procurement/)
  await page.check('[name="kept"]')
  await first(page)
  expect(await page.locator('.number strong').innerText(), NUMBER)
  await shoot(page, 'area-done')
}))

await keepPromises()
await stage.stop()
