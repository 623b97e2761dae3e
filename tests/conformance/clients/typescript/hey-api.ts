import { getPost, getPostNeighbors, listPosts, search } from "./api";
import { client } from "./api/client.gen";
import { report } from "./report";

client.setConfig({ baseUrl: process.env["BASE"] ?? "" });

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the response has another status");
  return value;
}

await report({
  async list(cursor) {
    const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor };
    return (await listPosts({ query, throwOnError: true })).data;
  },
  async post(slug) {
    const { data, response } = await getPost({ path: { slug }, query: { include: ["blocks"] }, throwOnError: true });
    return { post: data.data, etag: response.headers.get("etag") };
  },
  async neighbors(slug) {
    return (await getPostNeighbors({ path: { slug }, throwOnError: true })).data.data;
  },
  async search(q) {
    return (await search({ query: { q }, throwOnError: true })).data;
  },
  async absent(slug) {
    const { error, response } = await getPost({ path: { slug } });
    return { status: present(response).status, problem: present(error) };
  },
  async conditional(slug, etag) {
    const { response } = await getPost({
      path: { slug },
      query: { include: ["blocks"] },
      headers: { "If-None-Match": etag },
    });
    return { status: present(response).status, etag: present(response).headers.get("etag") };
  },
});
