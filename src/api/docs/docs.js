"use strict";

// Swagger UI has a dark theme, but switches it on only from a bar that this page does not have.
const dark = matchMedia("(prefers-color-scheme: dark)");
const followDevice = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followDevice);
followDevice();

// Swagger UI fills in examples and defaults, so that the first request would have every filter. Those of
// optional parameters are shown instead.
function showInsteadOfFilling(parameter) {
  if (parameter.required || !parameter.schema) return;
  const { default: value, ...schema } = parameter.schema;
  // Swagger UI shows it like an example.
  if (parameter.example !== undefined) parameter["x-example"] = [parameter.example].flat().join(",");
  delete parameter.example;
  delete parameter.examples;
  delete schema.example;
  delete schema.examples;
  parameter.schema = schema;
  if (value !== undefined) {
    parameter.description = `${parameter.description ?? ""} Default: \`${[value].flat().join(",")}\`.`;
  }
}

// The lock of an operation is closed where it is authorized, and the empty alternative always is.
function openLock(owner) {
  if (owner.security) owner.security = owner.security.filter((one) => Object.keys(one).length > 0);
}

function prepare(openapi) {
  if (!openapi?.paths) return openapi;
  openapi.info.title = document.title;
  openLock(openapi);
  Object.values(openapi.components?.parameters ?? {}).forEach(showInsteadOfFilling);
  for (const item of Object.values(openapi.paths)) {
    for (const operation of Object.values(item)) {
      operation.parameters?.forEach(showInsteadOfFilling);
      openLock(operation);
    }
  }
  return openapi;
}

const plugin = {
  statePlugins: {
    spec: { wrapActions: { updateJsonSpec: (update) => (openapi) => update(prepare(openapi)) } },
  },
  wrapComponents: {
    // There is one server, this one.
    ServersContainer: () => () => null,
    // A link in a button cannot be reached by screen readers. An open operation is in the address bar anyway.
    DeepLink: (DeepLink) => (properties) => DeepLink({ ...properties, enabled: false }),
  },
};

// Swagger UI does not name these controls.
function nameControls() {
  for (const select of root.querySelectorAll("select:not([aria-label])")) {
    select.setAttribute("aria-label", select.closest("tr")?.dataset.paramName ?? "Example");
  }
  for (const button of root.querySelectorAll(".copy-to-clipboard button:not([aria-label])")) {
    button.setAttribute("aria-label", "Copy");
  }
  for (const code of root.querySelectorAll("pre.microlight:not([tabindex])")) code.tabIndex = 0;
}

const root = document.querySelector("#swagger-ui");
new MutationObserver(nameControls).observe(root, { childList: true, subtree: true });

SwaggerUIBundle({
  url: "../openapi.json",
  domNode: root,
  layout: "BaseLayout",
  plugins: [() => plugin],
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: true,
  syntaxHighlight: { theme: "obsidian" },
  // The default is a service on another host.
  validatorUrl: "none",
});
