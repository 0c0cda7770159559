// What the Node servers have in common: the upstream, a request's DataLoaders, schema, resolvers.
import { readFileSync } from 'node:fs'
import DataLoader from 'dataloader'
import { Pool } from 'undici'

const base = new URL(process.env.UPSTREAM)
const pool = new Pool(base.origin)

async function read(path) {
  const { statusCode, body } = await pool.request({ path: `${base.pathname}${path}`, method: 'GET' })
  if (statusCode !== 200) throw new Error(`The upstream answered ${statusCode}`)
  return (await body.json()).items
}

function byId(noun, name) {
  return new DataLoader(async (ids) => {
    const items = await read(`/${noun}?ids=${ids.join(',')}&pageSize=2000`)
    const found = new Map(items.map((item) => [item[name], item]))
    return ids.map((id) => found.get(id) ?? null)
  })
}

function entriesOfMatter() {
  return new DataLoader(async (ids) => {
    const found = new Map(ids.map((id) => [id, []]))
    for (const item of await read(`/time-entries?matterIds=${ids.join(',')}&pageSize=2000`)) {
      found.get(item.matterId)?.push(item)
    }
    return ids.map((id) => found.get(id))
  })
}

export function loaders() {
  return {
    matter: byId('matters', 'matterId'),
    contact: byId('contacts', 'clientId'),
    user: byId('users', 'userId'),
    trustAccount: byId('trust-accounts', 'trustAccountId'),
    entriesOfMatter: entriesOfMatter(),
  }
}

export const typeDefs = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')

const money = (amount) => ({ amount: amount.toFixed(2) })

export const resolvers = {
  Query: {
    matters: async (_, { first }) => ({ nodes: await read(`/matters?page=1&pageSize=${first}`) }),
    matter: (_, { id }, { loaders }) => loaders.matter.load(id),
  },
  Matter: {
    __resolveReference: ({ id }, { loaders }) => loaders.matter.load(id),
    id: (matter) => matter.matterId,
    status: (matter) => matter.status.toUpperCase(),
    client: (matter, _, { loaders }) => loaders.contact.load(matter.clientId),
    responsibleAttorney: (matter, _, { loaders }) =>
      matter.responsibleAttorney ? loaders.user.load(matter.responsibleAttorney.userId) : null,
    trustAccount: (matter, _, { loaders }) =>
      matter.trustAccountId ? loaders.trustAccount.load(matter.trustAccountId) : null,
    timeEntries: async (matter, { first }, { loaders }) => ({
      nodes: (await loaders.entriesOfMatter.load(matter.matterId)).slice(0, first),
    }),
  },
  TrustBalance: { available: (balance) => money(balance.available) },
  TimeEntry: {
    hours: (entry) => String(entry.hours),
    amount: (entry) => money(entry.amount),
  },
}
