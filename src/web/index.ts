/** The daemon's two doors: the API on a Unix socket, and the console over HTTP. */
export { startConsoleServer } from './console-server.ts'
export type { Situation, WebDependencies } from './dependencies.ts'
export { startLocalServer } from './local-server.ts'
