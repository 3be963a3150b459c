export { serveSubgraph, type ServedSubgraph } from './serve-subgraph.js';
