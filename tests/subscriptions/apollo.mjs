// What Apollo Client sees: multipart subscriptions, and @defer in both forms: node apollo.mjs URL
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental'

const uri = process.argv[2]
const seen = {}
const types = []

function connect(incrementalHandler) {
  const link = new HttpLink({
    uri,
    fetch: async (...asked) => {
      const answer = await fetch(...asked)
      types.push(answer.headers.get('content-type'))
      return answer
    },
  })
  return new ApolloClient({ link, cache: new InMemoryCache(), incrementalHandler })
}

const DEFERRED = gql`
  query { matter(id: "mat_9c31d2") { id number ... @defer(label: "later") { title client { id name } } } }
`

// Each state of a watched query, until the last part has come.
function states(client, query) {
  return new Promise((resolve, reject) => {
    const told = []
    client.watchQuery({ query, fetchPolicy: 'network-only' }).subscribe({
      next: ({ data, dataState, error }) => {
        if (error) reject(error)
        if (data) told.push([dataState, JSON.parse(JSON.stringify(data))])
        if (dataState === 'complete') resolve(told)
      },
      error: reject,
    })
  })
}

seen.deferSpec20220824 = await states(connect(new Defer20220824Handler()), DEFERRED)
seen.incrementalSpec = await states(connect(new GraphQL17Alpha9Handler()), DEFERRED)
seen.deferTypes = types.splice(0)

const client = connect()
seen.query = (await client.query({ query: gql`{ viewer { user { id name } } }` })).data
seen.queryTypes = types.splice(0)

const events = []
let told
const subscription = client
  .subscribe({ query: gql`subscription { matterChanged(id: "mat_9c31d2") { id title } }` })
  .subscribe((event) => { events.push(event.data ?? event.error?.message); told?.() })
while (types.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
seen.subscriptionType = types.splice(0)
for (const title of ['First', 'Second']) {
  const heard = new Promise((resolve) => { told = resolve })
  await client.mutate({ mutation: gql`mutation ($title: String!) { updateMatter(input: {id: "mat_9c31d2", title: $title}) { userErrors { message } } }`, variables: { title } })
  await heard
}
subscription.unsubscribe()
seen.events = events
const refused = await new Promise((resolve) => {
  client.subscribe({ query: gql`subscription { matterChanged(id: "mat_none") { id } }` }).subscribe((it) => resolve(it))
})
seen.nobody = refused.error.errors.map((it) => it.extensions.code)
console.log(JSON.stringify(seen))
process.exit(0)
