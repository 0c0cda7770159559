// Makes a supergraph of one subgraph: node compose.mjs schema.graphql URL supergraph.graphql
import { readFileSync, writeFileSync } from 'node:fs'
import { composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'

const [schema, url, out] = process.argv.slice(2)
const typeDefs = parse(readFileSync(schema, 'utf8'))
const made = composeServices([{ name: 'panther', url, typeDefs }])
if (made.errors?.length) {
  console.error(made.errors.map(String).join('\n'))
  process.exit(1)
}
writeFileSync(out, made.supergraphSdl)
