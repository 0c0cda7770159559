// Asks the graph as who was chosen, and tells what each answer cost.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { getOperationAST, parse } from 'graphql'
import { createClient } from 'graphql-sse'
import { caller, named, ofCaller } from './caller.jsx'
import { shared } from './shared.js'

const URL_ = location.pathname
const SCHEMA = 'IntrospectionQuery'

/** What the last answer in each tab cost. */
export const told = shared({})

/** The tab that is looked at. */
export const tab = shared(null)

/** GraphiQL's way to ask: an answer, or as many as there will be. */
export function fetcher(asked, { headers: own } = {}) {
  if (asked.operationName === SCHEMA) return schema(asked, merged(ofCaller(), own))
  const headers = merged({ 'graphql-cost': 'report' }, ofCaller(), own)
  const operation = meant(asked)
  // GraphiQL is slow to see that the tab is another, and still says the other's operation.
  const said = { ...asked, operationName: operation?.name?.value ?? asked.operationName }
  return operation?.operation === 'subscription' ? live(said, headers) : costed(said, headers)
}

/** Headers of which a later one takes an earlier one's place, however it is written. */
function merged(...all) {
  const headers = new Headers()
  for (const [name, value] of all.flatMap((it) => Object.entries(it ?? {}))) headers.set(name, value)
  return Object.fromEntries(headers)
}

/** Who asks by these headers; null where the headers' editor says somebody else. */
function whom(headers) {
  const chosen = Object.entries(ofCaller()).every(([name, value]) => headers[name] === value)
  return chosen ? named(caller.get()) : null
}

function schema(asked, headers) {
  const stranger = !headers.authorization && !headers['panther-person']
  return stranger ? Promise.resolve({ errors: [{ message: 'Sign in first.' }] }) : once(asked, headers, fetch)
}

function once(asked, headers, fetch) {
  return createGraphiQLFetcher({ url: URL_, headers, fetch })(asked, {})
}

async function costed(asked, headers) {
  const began = performance.now()
  const who = whom(headers)
  let work = {}
  const tell = telling({ asking: true })
  const answers = await once(asked, headers, async (...request) => {
    const response = await fetch(...request)
    work = workOf(response.headers.get('server-timing'))
    return response
  })
  let cost
  const parts = []
  return each(answers[Symbol.asyncIterator](), (answer) => {
    const some = [answer].flat().map(parted)
    cost ??= some[0]?.cost
    parts.push(...some.map((it) => it.shown))
    tell({ who, cost, ...work, errors: codes(parts), milliseconds: performance.now() - began })
    return Array.isArray(answer) ? some.map((it) => it.shown) : some[0].shown
  })
}

function live(asked, headers) {
  const who = whom(headers)
  const client = createClient({ url: URL_, headers })
  let events = 0
  const tell = telling({ who, events })
  return each(client.iterate(asked), (answer) => {
    const { shown, cost } = parted(answer)
    tell({ who, cost, errors: codes([answer]), events: ++events })
    return shown
  })
}

/** A way to tell of the tab that asks, which begins with this. */
function telling(first) {
  const id = tab.get()
  const tell = (it) => told.set({ ...told.get(), [id]: it })
  tell(first)
  return tell
}

// No generator: to stop one it would have to come to its next answer first.
function each(answers, show) {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const { done, value } = await answers.next()
        return { done, value: done ? value : show(value) }
      } catch (failure) {
        return { done: false, value: show(await why(failure)) }
      }
    },
    async return() {
      await answers.return?.()
      return { done: true }
    },
  }
}

/** What the server said, if it answered a stream by anything else; or that it said nothing. */
async function why({ message, response }) {
  if (response && !response.bodyUsed) return response.json()
  return { errors: [{ message: `There is no answer: ${message}` }] }
}

/** An answer as every caller gets it, and what it cost. */
function parted(answer) {
  const { extensions: { cost, ...others } = {}, ...plain } = answer
  return { shown: Object.keys(others).length ? { ...plain, extensions: others } : plain, cost }
}

/** How often each code is among the errors of an answer's parts; they stand below all its data. */
function codes(parts) {
  const found = {}
  for (const { extensions } of parts.flatMap((it) => it.errors ?? [])) {
    const code = extensions?.code ?? 'error'
    found[code] = (found[code] ?? 0) + 1
  }
  return Object.entries(found)
}

function workOf(header) {
  const said = [...(header ?? '').matchAll(/(\w+);desc="(\d+)"/g)]
  return Object.fromEntries(said.map(([, name, count]) => [name, Number(count)]))
}

function meant({ query, operationName }) {
  try {
    const document = parse(query)
    return getOperationAST(document, operationName) ?? getOperationAST(document)
  } catch {
    return null // what is wrong with it, the server says
  }
}
