// GraphQL Yoga over Node's own server, with its caches of parsed and validated documents.
import { createServer } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { loaders, resolvers, typeDefs } from './practice.mjs'

const yoga = createYoga({
  schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }),
  context: () => ({ loaders: loaders() }),
})
const server = createServer(yoga)
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
