// mail.js: where and how an account is mailed
import * as api from './api.js'
import { app, explain } from './app.js'
import { showLost } from './door.js'
import { bar } from './reports.js'
import { button, choices, faultList, field, form, notice, read, say, show } from './page.js'

async function keep (node, row) {
  const now = { ...row, address: read(node, 'mail').trim(), language: read(node, 'language'), digest: read(node, 'digest') === '1' }
  try {
    await api.post('mail', { address: now.address, language: now.language, digest: now.digest })
  } catch (error) {
    if (!app.account || error.code === 'over') return
    if (error.code === 'auth') return showLost()
    return draw(now, [['mail', error.code === 'invalid' ? say('mailWrong') : explain(error)]])
  }
  draw(now, [], say('mailKept'))
}

function draw (row, faults = [], good = null) {
  show(say('mailTitle'), bar(), good && notice(good, 'good'), faultList(faults), form(node => keep(node, row),
    field('mail', { label: say('mailAddress'), hint: say('mailHint'), value: row.address, kept: 'email', required: true, faults }),
    choices('language', say('mailLanguage'), [['', say('mailOrganisation')], ...row.languages.map(({ code, name }) => [code, name])],
      row.language, faults),
    choices('digest', say('mailWhen'), [['0', say('mailAtOnce')], ['1', say('mailDaily')]], row.digest ? '1' : '0', faults),
    button(say('mailKeep'))))
}

export async function showMail () {
  try {
    draw(await api.get('mail'))
  } catch (error) {
    if (!app.account || error.code === 'over') return
    if (error.code === 'auth') await showLost()
    else show(say('mailTitle'), bar(), notice(explain(error), 'bad'))
  }
}
