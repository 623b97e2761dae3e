import { Api, type HttpResponse, type Problem } from "./api";
import { report } from "./report";

const { api } = new Api({ baseUrl: process.env["BASE"] ?? "" });

type Refused = HttpResponse<unknown, Problem | void>;

/** The client throws the response if its status is not a success. */
async function refused(request: Promise<Refused>): Promise<Refused> {
  return request.then(
    (response) => Promise.reject(new Error(`status ${response.status}`)),
    (response: Refused) => response,
  );
}

await report({
  async list(cursor) {
    return (await api.listPosts(cursor === undefined ? { limit: 2 } : { limit: 2, cursor })).data;
  },
  async post(slug) {
    const response = await api.getPost(slug, { include: ["blocks"] });
    return { post: response.data.data, etag: response.headers.get("etag") };
  },
  async neighbors(slug) {
    return (await api.getPostNeighbors(slug)).data.data;
  },
  async search(q) {
    return (await api.search({ q })).data;
  },
  async absent(slug) {
    const response = await refused(api.getPost(slug));
    if (!response.error) throw new Error("the response has no problem");
    return { status: response.status, problem: response.error };
  },
  async conditional(slug, etag) {
    const response = await refused(api.getPost(slug, { include: ["blocks"] }, { headers: { "If-None-Match": etag } }));
    return { status: response.status, etag: response.headers.get("etag") };
  },
});
