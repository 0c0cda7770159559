// A second subgraph, of other hands: documents, filed by a matter's number, for a client, in a workspace.
import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'

const fee = { amount: '12.50', currencyCode: 'USD' }
const documents = [
  { id: 'doc_1', name: 'Complaint', number: '2026-0041', client: 'cli_445f10', workspace: 'iman_ws_8831' },
  { id: 'doc_2', name: 'Answer', number: '2026-0041', client: 'cli_445f10', workspace: 'iman_ws_8831' },
  { id: 'doc_3', name: 'Will', number: '2026-0001', client: 'cli_other', workspace: 'iman_ws_other' },
]
const those = (key, value) => documents.filter((it) => it[key] === value)

const resolvers = {
  Query: {
    documents: () => ({
      nodes: documents.slice(0, 3),
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    }),
  },
  Mutation: {
    fileDocument: (_, { matterNumber, name }) => {
      const filed = { id: `doc_${documents.length + 1}`, name, number: matterNumber }
      documents.push(filed)
      return filed
    },
  },
  Document: {
    __resolveReference: ({ id }) => documents.find((it) => it.id === id),
    matter: ({ number }) => ({ number }),
    author: () => ({ id: 'u_pp_7ab202' }),
    filingFee: () => fee,
  },
  Matter: {
    __resolveReference: (it) => it,
    documents: ({ number }) => those('number', number),
    folder: ({ number, title, status }) => `${number} ${title} (${status})`,
  },
  Contact: {
    __resolveReference: (it) => it,
    documents: ({ id }) => those('client', id),
    label: ({ name }) => name.toUpperCase(),
  },
  Workspace: { __resolveReference: (it) => it, documents: ({ id }) => those('workspace', id) },
}
const typeDefs = parse(readFileSync(new URL('documents.graphql', import.meta.url), 'utf8'))
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) })
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } })
console.log(`ready at ${url}`)
