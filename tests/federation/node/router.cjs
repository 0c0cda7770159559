// Tells Apollo's compatibility suite where the gateway is: by itself it knows of port 4000 only.
const client = require('@apollo/federation-subgraph-compatibility-tests/dist/utils/client.js')

client.ROUTER_URL = process.env.ROUTER_URL
