"""json-server with one JSON file, without its log."""

from urllib.parse import quote, urlencode

import install
from place import clean_environment
from process import Process, free_port


class JsonServer:
    name = "json-server"

    def __init__(self, file, pinned=True):
        folder, port = install.node(), free_port()
        program = folder / "node_modules/json-server/lib/cli/bin.js"
        command = ["node", program, "--host", "127.0.0.1", "--port", port, "--quiet", "--ro", file]
        self.process = Process(command, port, pinned=pinned, folder=folder,
                               environment=clean_environment(NODE_ENV="production"))
        self.seconds_to_answer = self.process.wait_for("/summaries?_limit=1")

    def post(self, slug):
        return f"/posts/{quote(slug)}"

    def first(self):
        return "/summaries?_page=1&_limit=20&_sort=date&_order=desc"

    def filtered(self, tag, category, limit=20):
        words = {"tags_like": f"(^|,){tag}(,|$)", "category": category}
        return self.first().replace("_limit=20", f"_limit={limit}") + "&" + urlencode(words)
