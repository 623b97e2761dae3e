"""The generators: how each is called, how its client is compiled, and how the program is run."""

import dataclasses
import pathlib
import shutil

HERE = pathlib.Path(__file__).resolve().parent
NO_EXTRAS = "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"


@dataclasses.dataclass
class Generator:
    """A generator, the files that its program consists of, and the commands, of which the last prints what was read."""

    name: str
    files: dict[str, str]
    steps: list[tuple[str, list[str]]]
    document: str = "openapi.json"

    def prepare(self, work):
        """Makes a folder with the document and the program."""
        folder = work / self.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(work / self.document, folder / "openapi.json")
        for name, source in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(HERE / source, folder / name)
        # Node looks up packages in parent folders.
        packages = work / "node_modules"
        if not packages.is_symlink():
            packages.symlink_to("node/node_modules")
        return folder


def typescript(name, *arguments, strictest=True, files=()):
    """A generator of TypeScript. The flag that is left out is one that its own files do not pass."""
    own = [f"typescript/{name}.ts", *(f"typescript/{file}" for file in ("report.ts", "nodes.ts", "globals.d.ts", *files))]
    names = ["main.ts", *(pathlib.Path(path).name for path in own[1:])]
    strict = ["--exactOptionalPropertyTypes"] if strictest else []
    bundle = ["esbuild", "main.ts", "--bundle", "--platform=node", "--format=esm", "--outfile=main.mjs", "--log-level=error"]
    return Generator(name, {**dict(zip(names, own)), "tsconfig.json": "typescript/tsconfig.json"}, [
        ("generates a client", list(arguments)),
        (f"tsc --strict {' '.join(strict)}".strip() + " accepts client and program", ["tsc", "--project", ".", *strict]),
        ("the program can be bundled", bundle),
        ("the program runs", ["node", "main.mjs"]),
    ])


def python(name, *arguments):
    """A generator of Python."""
    files = {"client.py": f"python/{name}.py", **{file: f"python/{file}" for file in ("main.py", "nodes.py", "mypy.ini")}}
    return Generator(f"{name} python" if name == "openapi-generator" else name, files, [
        ("generates a client", list(arguments)),
        ("mypy --strict accepts the program", ["mypy", "main.py"]),
        ("the program runs", ["python", "main.py"]),
    ])


def openapi_generator(language, *arguments, properties):
    """The command line of openapi-generator."""
    return ["openapi-generator-cli", "generate", "--input-spec", "openapi.json", "--generator-name", language, *arguments,
            "--additional-properties", properties, "--global-property", NO_EXTRAS]


def go():
    """openapi-generator for Go, without modules other than Go's own."""
    properties = "packageName=inkstone,withGoMod=false,useOneOfDiscriminatorLookup=true"
    return Generator("openapi-generator go", {name: f"go/{name}" for name in ("main.go", "nodes.go", "go.mod")}, [
        ("generates a client", openapi_generator("go", "--output", "inkstone", properties=properties)),
        ("go vet accepts client and program", ["go", "vet", "./..."]),
        ("the program can be compiled", ["go", "build", "-o", "program", "."]),
        ("the program runs", ["sh", "-c", './program "$BASE"']),
    ])


def java():
    """openapi-generator for Java's own HTTP client and Jackson, which the generator itself contains."""
    properties = ("invokerPackage=inkstone,apiPackage=inkstone.api,modelPackage=inkstone.model,openApiNullable=false,"
                  "useOneOfDiscriminatorLookup=true,useSingleRequestParameter=true")
    javac = "javac -encoding UTF-8 -proc:none -d classes"
    return Generator("openapi-generator java", {name: f"java/{name}" for name in ("Main.java", "Nodes.java")}, [
        ("generates a client", openapi_generator("java", "--library", "native", properties=properties)),
        ("the client can be compiled", ["sh", "-c", f"{javac} -Xlint:none $(find src/main -name '*.java')"]),
        ("javac -Xlint:all -Werror accepts the program", ["sh", "-c", f"{javac} -Xlint:all -Werror *.java"]),
        ("the program runs", ["sh", "-c", 'java -Dfile.encoding=UTF-8 Main "$BASE"']),
    ])


def rust():
    """progenitor, which reads OpenAPI 3.0. It generates while the program is compiled."""
    names = ("Cargo.toml", "Cargo.lock", "src/lib.rs", "src/main.rs", "src/nodes.rs")
    return Generator("progenitor", {name: f"rust/{name}" for name in names}, [
        ("the client can be compiled, and the program without a warning", ["cargo", "build", "--quiet", "--locked"]),
        ("the program runs", ["sh", "-c", '"$CARGO_TARGET_DIR/debug/client" "$BASE"']),
    ], document="openapi-3.0.json")


# The slowest first, because several run at a time.
GENERATORS = [
    rust(),
    java(),
    go(),
    python("openapi-generator", *openapi_generator("python", properties="packageName=inkstone")),
    python("openapi-python-client", "openapi-python-client", "generate", "--path", "openapi.json",
           "--output-path", "inkstone", "--meta", "none"),
    python("datamodel-code-generator", "datamodel-codegen", "--input", "openapi.json", "--input-file-type", "openapi",
           "--output", "inkstone.py", "--preset", "practical-py311-20261027"),
    typescript("openapi-fetch", "openapi-typescript", "openapi.json", "--output", "api/index.ts",
               "--root-types", "--root-types-no-schema-prefix"),
    typescript("hey-api", "openapi-ts", "--input", "openapi.json", "--output", "api",
               "--client", "@hey-api/client-fetch", strictest=False),
    typescript("orval", "orval", "--config", "orval.config.ts", files=("orval.config.ts",)),
    typescript("swagger-typescript-api", "swagger-typescript-api", "generate", "--path", "openapi.json",
               "--output", "api", "--name", "index.ts"),
]
