// Mercurius on Fastify: queries are compiled when they come the second time.
import Fastify from 'fastify'
import { mercuriusFederationPlugin } from '@mercuriusjs/federation'
import { loaders, resolvers, typeDefs } from './practice.mjs'

// Here a reference is resolved as a field is: its context comes third.
const Matter = {
  ...resolvers.Matter,
  __resolveReference: ({ id }, _, { loaders }) => loaders.matter.load(id),
}
const app = Fastify()
app.register(mercuriusFederationPlugin, {
  schema: typeDefs,
  resolvers: { ...resolvers, Matter },
  context: () => ({ loaders: loaders() }),
  jit: 1,
})
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(`listening on ${app.server.address().port}`)
