interface ImportMetaEnv {
  /** The address of Inkstone, without a slash at the end. */
  readonly VITE_INKSTONE_URL: string;
}

interface Window {
  /** The request that index.html sent before this program was loaded. */
  early?: { url: string; response: Promise<Response> };
}
