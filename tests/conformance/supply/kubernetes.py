"""deploy/kubernetes.yaml against the image and the binary."""

import os
import subprocess
import urllib.request

import image
import yaml
from server import BINARY, ROOT, environment, scratch_folder
from tally import check, equal


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
    equal("its profile of system calls", pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
    equal("the container may do nothing", container["securityContext"], {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}})
    check("it has no account in the cluster", pod["automountServiceAccountToken"] is False)
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"].items()
    check("the service finds the pods", found["Service"]["spec"]["selector"].items() <= labels)
    equal("by the container's port", found["Service"]["spec"]["ports"][0]["targetPort"],
          container["ports"][0]["name"])
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        path = container[probe]["httpGet"]["path"]
        with urllib.request.urlopen(os.environ["BASE"] + path) as answer:
            equal(f"the server answers the {probe}", answer.status, 200)


def its_posts_and_settings_are_good():
    """ConfigMap"""
    found = objects()
    [container] = found["Deployment"]["spec"]["template"]["spec"]["containers"]
    settings = {one["name"]: one["value"] for one in container["env"]}
    with scratch_folder() as folder:
        # A kubelet mounts files as links to links, so that it can exchange all of them at once.
        (folder / "..2026").mkdir()
        (folder / "..data").symlink_to("..2026")
        for name, text in found["ConfigMap"]["data"].items():
            (folder / "..2026" / name).write_text(text, "utf-8")
            (folder / name).symlink_to(f"..data/{name}")
        run = subprocess.run([BINARY, "check", folder], env=environment(**settings), capture_output=True, text=True)
    equal("the posts of the manifest, mounted as a kubelet does, and its settings have no problem",
          (run.returncode, run.stdout), (0, "1 post, 0 errors, 0 warnings in 1 file\n"))
