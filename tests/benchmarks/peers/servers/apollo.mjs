// Apollo Server 5, standalone, as its documentation begins; a subgraph, as federation's shows it.
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { loaders, resolvers, typeDefs } from './practice.mjs'

const server = new ApolloServer({
  schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }),
})
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async () => ({ loaders: loaders() }),
})
console.log(`listening on ${new URL(url).port}`)
