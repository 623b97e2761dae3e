export default {
  inkstone: {
    input: "openapi.json",
    output: { target: "api/index.ts", client: "fetch", baseUrl: process.env["BASE"] },
  },
};
