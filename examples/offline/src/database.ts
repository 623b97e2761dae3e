// A thin layer of promises over IndexedDB.

const NAME = "inkstone";
const VERSION = 1;

let connection: Promise<IDBDatabase> | undefined;

/** Opens the database, also if the browser has deleted it meanwhile to free space. */
function open(): Promise<IDBDatabase> {
  return (connection ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("posts", { keyPath: ["lang", "slug"] });
      request.result.createObjectStore("incoming", { keyPath: ["lang", "slug"] });
      request.result.createObjectStore("moved");
      request.result.createObjectStore("meta");
    };
    request.onerror = () => {
      connection = undefined;
      reject(request.error);
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => {
        database.close();
        connection = undefined;
      };
      database.onclose = forget;
      database.onversionchange = forget;
      resolve(database);
    };
  }));
}

/**
 * Runs `use` in one transaction: all of its writes are stored, or none. Within it, only requests to the database may be
 * awaited, because a transaction ends when it has nothing to do.
 */
export async function transaction<Result>(
  stores: string[],
  mode: IDBTransactionMode,
  use: (store: (name: string) => IDBObjectStore) => Promise<Result> | Result,
): Promise<Result> {
  const current = (await open()).transaction(stores, mode);
  const done = new Promise<void>((resolve, reject) => {
    current.oncomplete = () => resolve();
    current.onabort = () => reject(current.error ?? new DOMException("the transaction was aborted", "AbortError"));
  });
  try {
    const result = await use((name) => current.objectStore(name));
    await done;
    return result;
  } catch (error) {
    done.catch(() => undefined); // the first error says more
    if (current.error === null) tryToAbort(current);
    throw error;
  }
}

function tryToAbort(current: IDBTransaction) {
  try {
    current.abort();
  } catch {
    // It has ended already.
  }
}

export function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
