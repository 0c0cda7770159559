// Cuts a contract: {sdl, exclude} to {errors, public}, the schema without what has that tag.
import { json } from 'node:stream/consumers'
import { composeSchemaContract } from '@theguild/federation-composition'
import { parse } from 'graphql'

const { sdl, exclude } = await json(process.stdin)
const subgraph = { name: 'panther', url: 'http://panther.invalid/graphql', typeDefs: parse(sdl) }
const tags = { exclude: new Set([exclude]), include: new Set() }
const made = composeSchemaContract([subgraph], tags, true)
process.stdout.write(
  JSON.stringify({ errors: (made.errors ?? []).map((it) => it.message), public: made.publicSdl ?? null }),
)
