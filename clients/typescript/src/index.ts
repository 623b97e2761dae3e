export { createClient, type Client, type Posts, type Terms } from "./client.js";
export type { EventsOptions } from "./events.js";
export type { ClientOptions, RequestOptions } from "./http.js";
export { InkstoneNetworkError, InkstoneProblem, type ParameterError, type ProblemCode } from "./problem.js";
export type { PostName, SyncOptions, SyncResult, SyncStore } from "./sync.js";
export type * from "./types.js";
export type { components, operations } from "./generated.js";
