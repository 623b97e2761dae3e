import createClient from "openapi-fetch";
import type { paths } from "./api";
import { report } from "./report";

const api = createClient<paths>({ baseUrl: process.env["BASE"] ?? "" });

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the response has another status");
  return value;
}

await report({
  async list(cursor) {
    const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor };
    return present((await api.GET("/api/v1/posts", { params: { query } })).data);
  },
  async post(slug) {
    const { data, response } = await api.GET("/api/v1/posts/{slug}", {
      params: { path: { slug }, query: { include: ["blocks"] } },
    });
    return { post: present(data).data, etag: response.headers.get("etag") };
  },
  async neighbors(slug) {
    return present((await api.GET("/api/v1/posts/{slug}/neighbors", { params: { path: { slug } } })).data).data;
  },
  async search(q) {
    return present((await api.GET("/api/v1/search", { params: { query: { q } } })).data);
  },
  async absent(slug) {
    const { error, response } = await api.GET("/api/v1/posts/{slug}", { params: { path: { slug } } });
    return { status: response.status, problem: present(error) };
  },
  async conditional(slug, etag) {
    const { response } = await api.GET("/api/v1/posts/{slug}", {
      params: { path: { slug }, query: { include: ["blocks"] }, header: { "If-None-Match": etag } },
    });
    return { status: response.status, etag: response.headers.get("etag") };
  },
});
