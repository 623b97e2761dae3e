interface ImportMetaEnv {
  readonly VITE_INKSTONE_URL: string;
}
