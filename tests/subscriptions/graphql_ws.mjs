// What npm's graphql-ws sees, many operations on one socket: node graphql_ws.mjs URL
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const url = process.argv[2].replace('http', 'ws')
const seen = {}
const closes = []

function connect(connectionParams) {
  return createClient({
    url,
    connectionParams,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    on: { closed: (event) => closes.push(event.code) },
  })
}

// Every answer to an operation, or the errors that it was refused with.
async function all(client, query, rest = {}) {
  const answers = []
  try {
    for await (const answer of client.iterate({ query, ...rest })) answers.push(answer)
  } catch (errors) {
    return Array.isArray(errors) ? { refused: errors.map((it) => it.extensions.code) } : { closed: errors.code }
  }
  return answers
}

const retitled = (title) =>
  `mutation { updateMatter(input: {id: "mat_9c31d2", title: "${title}"}) { userErrors { message } } }`

const client = connect()
const events = client.iterate({ query: 'subscription { matterChanged(id: "mat_9c31d2") { title client { name } } }' })
const first = events.next()
seen.query = await all(client, '{ matter(id: "mat_9c31d2") { number } }')
seen.mutation = await all(client, retitled('First'))
seen.event = (await first).value

const second = events.next()
seen.syntax = await all(client, '{ matter(')
seen.validation = await all(client, '{ nobody }')
seen.unnamed = await all(client, 'query A { viewer { user { name } } } query B { viewer { user { name } } }')
seen.unknown = await all(client, 'query A { viewer { user { name } } }', { operationName: 'B' })
seen.nobody = await all(client, 'subscription { matterChanged(id: "mat_none") { id } }')
seen.closedBy = [...closes]
await all(client, retitled('Second'))
seen.eventAfterMistakes = (await second).value

const third = events.next()
const returned = events.return()
seen.done = [(await third).done, (await returned).done]
await all(client, retitled('Third'))
seen.other = await all(client, '{ matter(id: "mat_9c31d2") { title } }')
await client.dispose()

const dmitri = connect({ 'panther-person': 'dmitri.vale@meridianlake.example' })
seen.presented = await all(dmitri, '{ viewer { user { name } } }')
await dmitri.dispose()
seen.stranger = await all(connect({ 'Panther-Person': 'nobody@example.com' }), '{ viewer { user { name } } }')

console.log(JSON.stringify(seen))
