import { getPost, getPostNeighbors, listPosts, search } from "./api";
import { report } from "./report";

await report({
  async list(cursor) {
    const response = await listPosts(cursor === undefined ? { limit: 2 } : { limit: 2, cursor });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return response.data;
  },
  async post(slug) {
    const response = await getPost(slug, { include: ["blocks"] });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return { post: response.data.data, etag: response.headers.get("etag") };
  },
  async neighbors(slug) {
    const response = await getPostNeighbors(slug);
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return response.data.data;
  },
  async search(q) {
    const response = await search({ q });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return response.data;
  },
  async absent(slug) {
    const response = await getPost(slug);
    if (response.status !== 404) throw new Error(`status ${response.status}`);
    return { status: response.status, problem: response.data };
  },
  async conditional(slug, etag) {
    const response = await getPost(slug, { include: ["blocks"] }, { headers: { "If-None-Match": etag } });
    return { status: response.status, etag: response.headers.get("etag") };
  },
});
