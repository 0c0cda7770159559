// What a person at a browser sees of the explorer: node browser.mjs, told {chromium, url, closed, token}
// by standard input; with {pictures}, a folder, it takes them, too.
// Nothing but this machine can be reached, and what a page says or asks for elsewhere is written down.
import { readFileSync } from 'node:fs'
import puppeteer from 'puppeteer-core'

const { chromium, url, closed, token, pictures } = JSON.parse(readFileSync(0, 'utf8'))
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
})
const seen = { wrong: [], elsewhere: [] }

/** A window of its own, which remembers nothing of the others. */
async function opened(at) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(90_000) // the machine may have much else to do
  await page.setViewport({ width: 1440, height: 900 })
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (it) => console.error(`${it.effectiveDirective} ${it.blockedURI}`))
  })
  page.on('console', (it) => ['error', 'warn'].includes(it.type()) && seen.wrong.push(it.text()))
  page.on('pageerror', (it) => seen.wrong.push(String(it)))
  page.on('request', (it) => {
    const { origin, protocol } = new URL(it.url())
    if (origin !== new URL(at).origin && protocol !== 'data:' && protocol !== 'blob:') seen.elsewhere.push(it.url())
  })
  await page.goto(at)
  await drawn(page)
  return page
}

async function drawn(page) {
  await page.waitForSelector('.graphiql-query-editor .view-line span span')
  await page.waitForFunction(() => !document.querySelector('.graphiql-spinner'))
}

async function run(page) {
  await page.click('.graphiql-execute-button')
}

/** What the bar says once it says this. */
async function cost(page, pattern) {
  const found = await page.waitForFunction(
    (pattern) => document.querySelector('.cost')?.innerText.match(pattern)?.input,
    {},
    pattern,
  )
  return (await found.jsonValue()).replace(/\s+/g, ' ')
}

async function answer(page) {
  const text = await page.waitForFunction(() => {
    const model = globalThis.__MONACO?.editor.getModels().find((it) => it.uri.path.includes('response.json'))
    return model?.getValue()
  })
  return JSON.parse(await text.jsonValue())
}

async function tab(page, title) {
  await page.click(`.graphiql-tab-button[title="${title}"]`)
  await page.waitForFunction((title) => document.querySelector('.graphiql-tab-active')?.innerText.trim() === title, {}, title)
}

/** What the schema's page says, once it is read. */
async function docs(page) {
  const found = await page.waitForFunction(() => {
    const text = document.querySelector('.graphiql-doc-explorer-content')?.innerText
    return text?.includes('Root Types') && text
  })
  return (await found.jsonValue()).match(/\w+: \w+/g)
}

const ask = (query, headers = {}) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) })
const rename = (title) => ask(`mutation { updateMatter(input: {id: "mat_9c31d2", title: "${title}"}) { userErrors { code } } }`)

async function examples() {
  const page = await opened(url)
  seen.title = await page.title()
  seen.tabs = await page.$$eval('.graphiql-tab-button', (all) => all.map((it) => it.innerText.trim()))
  seen.people = await page.$$eval('.caller option', (all) => all.map((it) => it.innerText))
  seen.empty = await page.$eval('.cost', (it) => it.innerText)
  await run(page)
  seen.cost = await cost(page, 'ms')
  seen.first = (await answer(page)).data.matters.nodes[0]
  seen.plain = Object.keys(await answer(page))
  if (pictures) await page.screenshot({ path: `${pictures}/first.png` })
  await tab(page, 'LogTime')
  await run(page)
  await cost(page, 'ms')
  seen.logged = (await answer(page)).data.logTime
  await tab(page, 'Matters')
  seen.keptCost = await cost(page, 'ms')
  await page.click('[aria-label="Show Documentation Explorer"]')
  seen.docs = await docs(page)
  await page.click('[aria-label="Show GraphiQL Explorer"]')
  await page.waitForSelector('.graphiql-explorer-root')
  await page.click('[aria-label="Show Examples"]')
  await page.click('.examples li:nth-child(2) button')
  await page.waitForFunction(() => document.querySelectorAll('.graphiql-tab-button').length === 9)
  await run(page)
  await cost(page, 'ms')
  seen.again = (await answer(page)).data.matter.number
  await page.setOfflineMode(true)
  await run(page)
  await cost(page, 'ms')
  seen.offline = (await answer(page)).errors[0].message
}

async function people() {
  const page = await opened(url)
  await page.select('.caller select', 'u_pp_716609')
  await run(page)
  seen.intake = await cost(page, 'as Dmitri Vale')
  const said = await answer(page)
  seen.forbidden = [...new Set(said.errors.map((it) => `${it.extensions.code} ${it.path.at(-1)}`))]
  seen.seenByIntake = said.data.matters.nodes[0].title
  await page.reload()
  await drawn(page)
  seen.stillIntake = await page.$eval('.caller select', (it) => it.selectedOptions[0].innerText)
  seen.may = await page.$eval('.may', (it) => it.innerText)
}

async function parts() {
  const page = await opened(url)
  await page.evaluate(() => {
    const query = '{ matter(id: "mat_9c31d2") { number ... @defer { title client { name } } } }'
    globalThis.__MONACO.editor.getModels().find((it) => it.uri.path.includes('operation.graphql')).setValue(query)
  })
  const head = page.waitForResponse((it) => it.headers()['content-type']?.startsWith('multipart/mixed'))
  await run(page)
  seen.multipart = (await head).status()
  seen.parts = await cost(page, 'ms')
  const whole = await page.waitForFunction(() => {
    const text = globalThis.__MONACO.editor.getModels().find((it) => it.uri.path.includes('response.json')).getValue()
    return text.includes('title') && text
  })
  seen.whole = JSON.parse(await whole.jsonValue()).data
}

async function headers() {
  const page = await opened(url)
  await page.evaluate(() => {
    const models = globalThis.__MONACO.editor.getModels()
    const said = { 'X-Request-Id': 'said-in-the-editor', 'Panther-Person': 'u_pp_716609' }
    models.find((it) => it.uri.path.includes('request-headers.json')).setValue(JSON.stringify(said))
  })
  const answered = page.waitForResponse((it) => it.headers()['x-request-id'] === 'said-in-the-editor')
  await run(page)
  seen.said = (await answered).status()
  seen.saidBy = await cost(page, 'ms')
  await page.waitForFunction(() => Object.values(localStorage).some((it) => it.includes('"queries":[{"query"')))
  seen.saidKept = await page.evaluate(() => JSON.stringify(localStorage).includes('said-in-the-editor'))
}

async function told() {
  const page = await opened(url)
  await tab(page, 'MatterChanged')
  const head = page.waitForResponse((it) => it.headers()['content-type']?.startsWith('text/event-stream'))
  await run(page)
  await head // it is sent once the server listens
  seen.listening = await cost(page, 'Events 0')
  await rename('Told to a browser')
  seen.toldCost = await cost(page, 'Events 1')
  seen.told = await answer(page)
  const over = new Promise((resolve) => page.once('requestfailed', (it) => resolve(it.failure().errorText)))
  await run(page) // it stops now
  seen.stopped = await over
}

async function bearer() {
  const page = await opened(closed)
  seen.stranger = await page.$$eval('.caller select', (all) => all.length)
  await run(page)
  seen.must = (await answer(page)).errors[0].extensions.code
  await page.click('[aria-label="Show Documentation Explorer"]')
  await page.waitForSelector('.graphiql-doc-explorer-error')
  await page.type('.caller input', `Bearer ${token}`)
  await page.click('.caller button')
  await page.waitForFunction(() => document.querySelector('.caller button')?.innerText === 'Forget it')
  seen.docsOfToken = await docs(page)
  await tab(page, 'Matter')
  await run(page)
  seen.borne = await cost(page, 'Left this minute')
  seen.letIn = (await answer(page)).data.matter.number
  await tab(page, 'MatterChanged')
  const head = page.waitForResponse((it) => it.headers()['content-type']?.startsWith('text/event-stream'))
  await run(page)
  seen.streamed = (await head).status()
  const kept = (of, token) => Object.values(of).some((it) => it.includes(token))
  seen.kept = [await page.evaluate((t) => Object.values(sessionStorage).includes(t), token)]
  seen.kept.push(await page.evaluate((t) => JSON.stringify(localStorage).includes(t), token))
  await page.click('.caller button')
  await page.waitForSelector('.caller input')
  seen.forgotten = await page.evaluate((t) => JSON.stringify(sessionStorage).includes(t), token)
}

try {
  await Promise.all([examples(), people(), parts(), headers(), bearer()])
  await told() // and a matter has another title
} finally {
  await browser.close()
}
console.log(JSON.stringify(seen))
