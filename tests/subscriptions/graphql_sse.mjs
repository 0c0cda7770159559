// What npm's graphql-sse sees, one connection for each operation: node graphql_sse.mjs URL
import { createClient } from 'graphql-sse'

const url = process.argv[2]
const heads = []
const client = createClient({
  url,
  retryAttempts: 0,
  fetchFn: async (...asked) => {
    const answer = await fetch(...asked)
    heads.push(`${answer.status} ${answer.headers.get('content-type')}`)
    return answer
  },
})
const seen = {}

async function all(query) {
  const answers = []
  for await (const answer of client.iterate({ query })) answers.push(answer)
  return answers
}

async function change(title) {
  const query = `mutation { updateMatter(input: {id: "mat_9c31d2", title: "${title}"}) { userErrors { message } } }`
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })
  return answer.json()
}

// Its head is sent once it listens.
async function listening(query) {
  const events = client.iterate({ query })
  const next = events.next()
  const before = heads.length
  while (heads.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
  return [events, next]
}

seen.query = await all('{ matter(id: "mat_9c31d2") { number } }')
seen.validation = (await all('{ nobody }'))[0].errors.map((it) => it.extensions.code)
const [events, first] = await listening('subscription { matterChanged { id title } }')
seen.mutation = await change('First')
seen.event = (await first).value
const second = events.next()
await change('Second')
seen.another = (await second).value
seen.done = (await events.return()).done
seen.nobody = (await all('subscription { invoiceChanged(id: "inv_none") { id } }'))[0].errors.map((it) => it.extensions.code)
seen.heads = [...new Set(heads)]
console.log(JSON.stringify(seen))
