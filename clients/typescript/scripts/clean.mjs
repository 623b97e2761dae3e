// Removes what an earlier build wrote, so that no file of a module that was renamed is published.
import { rmSync } from "node:fs";

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
