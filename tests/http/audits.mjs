// Holds a server against GraphQL over HTTP, by the audits of npm's graphql-http.
import { auditServer } from 'graphql-http'

const audits = await auditServer({ url: process.argv[2] })
const told = audits.map(({ id, name, status, reason }) => ({ id, name, status, reason }))
console.log(JSON.stringify(told))
