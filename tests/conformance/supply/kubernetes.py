"""deploy/kubernetes.yaml compared with the image and the binary."""

import subprocess

import image
import yaml
from server import BINARY, ROOT, Server, environment, scratch_folder
from tally import check, equal
from wire import Client


def objects():
    documents = yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))
    return {one["kind"]: one for one in documents}


def the_pod_is_confined():
    """Pod"""
    found = objects()
    pod = found["Deployment"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    equal("the pod runs as the image's user",
          [pod["securityContext"][key] for key in ("runAsNonRoot", "runAsUser", "runAsGroup")],
          [True, image.USER, image.USER])
    equal("its seccomp profile", pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
    equal("the container has no privileges", container["securityContext"], {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}})
    check("it has no service account token", pod["automountServiceAccountToken"] is False)
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"].items()
    check("the service finds the pods", found["Service"]["spec"]["selector"].items() <= labels)
    equal("by the container's port", found["Service"]["spec"]["ports"][0]["targetPort"],
          container["ports"][0]["name"])


def what_operators_ask_for_has_a_port_of_its_own():
    """Probes and metrics"""
    found = objects()
    template = found["Deployment"]["spec"]["template"]
    [container] = template["spec"]["containers"]
    ports = {one["name"]: one["containerPort"] for one in container["ports"]}
    equal("the second listener uses the port for operators", settings(container)["INKSTONE_OPS_LISTEN"],
          f"0.0.0.0:{ports['ops']}")
    equal("the service exposes only the other one", [one["targetPort"] for one in found["Service"]["spec"]["ports"]],
          ["http"])
    annotations = template["metadata"]["annotations"]
    equal("metrics are scraped there", (annotations["prometheus.io/scrape"], annotations["prometheus.io/port"]),
          ("true", str(ports["ops"])))
    asked = {probe: container[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    asked["metrics"] = {"port": "ops", "path": annotations["prometheus.io/path"]}
    with Server(ROOT / "posts", "--ops-listen", "127.0.0.1:0") as server:
        bases = {"http": server.base, "ops": server.operations()}
        for name, one in asked.items():
            equal(f"the server responds: {name}", Client(bases[one["port"]]).get(one["path"]).status, 200)
        equal("clients cannot get metrics", Client(server.base).get(asked["metrics"]["path"]).status, 404)


def settings(container):
    return {one["name"]: one["value"] for one in container["env"]}


def its_posts_and_settings_are_good():
    """ConfigMap"""
    found = objects()
    [container] = found["Deployment"]["spec"]["template"]["spec"]["containers"]
    with scratch_folder() as folder:
        # A kubelet mounts files as links to links, so that it can replace all of them atomically.
        (folder / "..2026").mkdir()
        (folder / "..data").symlink_to("..2026")
        for name, text in found["ConfigMap"]["data"].items():
            (folder / "..2026" / name).write_text(text, "utf-8")
            (folder / name).symlink_to(f"..data/{name}")
        run = subprocess.run([BINARY, "check", folder], env=environment(**settings(container)), capture_output=True, text=True)
    equal("the posts of the manifest, mounted as a kubelet does, and its settings have no problem",
          (run.returncode, run.stdout.splitlines()),
          (0, ["not posts: 1 folder (hidden or node_modules)", "", "1 post, 0 errors, 0 warnings in 1 file"]))
