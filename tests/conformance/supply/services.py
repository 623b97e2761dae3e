"""deploy/inkstone.service and deploy/compose.yaml, checked by systemd and compared with the image and the binary."""

import configparser
import json
import re
import shutil
import subprocess

import yaml
from server import BINARY, ROOT, command, environment, scratch_folder
from tally import check, equal, note

UNIT = ROOT / "deploy" / "inkstone.service"
# Of 10. Without hardening it would be 9.6; 0.5 of the rest is the network.
EXPOSURE = 1.5


def unit():
    """The settings of the service, and its variables, which are on lines of their own."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    text = UNIT.read_text("utf-8")
    parser.read_string(text)
    return parser["Service"], dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))


def systemd(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True,
                          env=environment(SYSTEMD_LOG_LEVEL="warning"))


def seconds(text):
    """A duration of Compose or systemd that is only seconds."""
    return int(re.fullmatch(r"(\d+)s?", text).group(1))


def shutdown_seconds():
    """The defaults of the settings, as the help text has them."""
    text = command("serve", "--help", text=True).stdout
    names = ("SHUTDOWN_DELAY", "SHUTDOWN_TIMEOUT")
    return sum(int(re.search(rf"\[env: INKSTONE_{name}\]\s+\[default: (\d+)\]", text).group(1)) for name in names)


def settings_are_valid(name, variables, **options):
    """Runs `check` on the sample posts with the variables of a file."""
    variables = {key: value for key, value in variables.items() if key != "INKSTONE_CONTENT"}
    run = subprocess.run([BINARY, "check", ROOT / "posts"], env=environment(**variables), capture_output=True, text=True,
                         **options)
    equal(f"{name}: its settings are valid", (run.returncode, run.stderr), (0, ""))


def the_unit_is_valid_and_confined():
    """systemd"""
    service, variables = unit()
    check("it names the posts", "INKSTONE_CONTENT" in variables, variables)
    settings_are_valid("the unit", variables)
    check("it waits longer than a shutdown takes", seconds(service["TimeoutStopSec"]) > shutdown_seconds())
    if not shutil.which("systemd-analyze"):
        note("skipped: systemd-analyze is not installed")
        return
    with scratch_folder() as folder:
        # The binary is not installed here.
        copy = folder / UNIT.name
        copy.write_text(UNIT.read_text("utf-8").replace("/usr/local/bin/inkstone", str(BINARY)), "utf-8")
        found = systemd("verify", copy)
        equal("systemd reports nothing on the unit", (found.returncode, found.stdout + found.stderr), (0, ""))
        copy.write_text(copy.read_text("utf-8").replace("ProtectProc=", "ProtectPorc="), "utf-8")
        check("a misspelt line is reported", "ProtectPorc" in systemd("verify", copy).stderr)
    found = systemd("security", "--offline=true", f"--threshold={EXPOSURE * 10:.0f}", UNIT)
    level = re.search(r"exposure level for \S+: ([\d.]+)", found.stdout)
    if level is None:
        note("skipped: this systemd does not assess files")
        return
    note(f"exposure level {level.group(1)} of 10")
    equal(f"its exposure is at most {EXPOSURE}", (found.returncode, float(level.group(1)) <= EXPOSURE), (0, True))


def the_compose_file_is_valid_and_confined():
    """Compose"""
    [service] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"].values()
    equal("the container is read-only", service["read_only"], True)
    equal("and has no capabilities and can gain none", (service["cap_drop"], service["security_opt"]),
          (["ALL"], ["no-new-privileges:true"]))
    equal("and its posts are read-only", service["volumes"], ["../posts:/posts:ro"])
    settings_are_valid("the container", service["environment"])
    check("it waits longer than a shutdown takes", seconds(service["stop_grace_period"]) > shutdown_seconds())
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    image = re.search(r"HEALTHCHECK (.*) CMD (\[.*\])", dockerfile)
    probe = service["healthcheck"]
    equal("its health check is that of the image", probe["test"], ["CMD", *json.loads(image.group(2))])
    flags = dict(re.findall(r"--(\S+)=(\S+)", image.group(1)))
    equal("with the same times", {name: str(probe[name.replace("-", "_")]) for name in flags}, flags)
    check("the build has the argument that the file passes", "\nARG COMMIT=" in dockerfile)
    port = service["ports"][0].rpartition(":")[2]
    check("the published port is that of the image", f"\nEXPOSE {port}\n" in dockerfile)
