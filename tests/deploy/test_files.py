"""What lies in deploy/ says what the program is: settings, commands, ports, routes, rights."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from chat.operation.routes import HEALTH, READY
from cli.main import app
from settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
PORT = Settings(_env_file=None).port
OWN = {"server-1", "server-2", "abgleich"}


def objects() -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for each in objects():
        if each["kind"] in {"Deployment", "StatefulSet"}:
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def kinds(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in objects() if each["kind"] == kind}


def is_command(arguments: list[str]) -> bool:
    """Whether our command line has this command with these options."""
    command: Any = typer.main.get_command(app).commands[arguments[0]]  # type: ignore[attr-defined]
    options = {name for parameter in command.params for name in parameter.opts}
    return all(word in options for word in arguments[1:] if word.startswith("--"))


def test_each_variable_is_a_setting() -> None:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for path in files for name in re.findall(r"\bWBM_[A-Z_]+\b", path.read_text("utf-8"))}
    known = {f"WBM_{name.upper()}" for name in Settings.model_fields}
    assert len(named) > 8
    assert named <= known


def test_the_settings_that_are_written_down_are_right() -> None:
    values = COMPOSE["services"]["server-1"]["environment"] | {"WBM_PUBLIC_ADDRESS": "https://a.example"}
    in_compose = {k.removeprefix("WBM_").lower(): v for k, v in values.items() if k.startswith("WBM_")}
    Settings(_env_file=None, **in_compose)
    data = kinds("ConfigMap")["wbm"]["data"]
    Settings(_env_file=None, **{k.removeprefix("WBM_").lower(): v for k, v in data.items()})


def test_each_command_is_one_of_ours() -> None:
    for name in OWN:
        assert is_command(COMPOSE["services"][name]["command"]), name
    for name, pod in pods():
        for container in pod["containers"]:
            if "args" in container:
                assert is_command(container["args"]), name
    started = re.search(r"^CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    assert started
    assert is_command(yaml.safe_load(started[1]))
    assert 'ENTRYPOINT ["python", "-m", "cli"]' in CONTAINERFILE
    assert not is_command(["serve", "--gibt-es-nicht"])


def test_the_container_holds_what_runs_and_is_not_root() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE)
    paths = {name for line in copied for name in line.split()}
    for name in paths:
        assert (ROOT / name).exists(), name
    for package in (
        "app.py",
        "settings.py",
        "cli",
        "chains",
        "chat",
        "evals",
        "ingest",
        "knowledge",
        "public",
    ):
        assert package in paths
    user = re.findall(r"^USER (\d+):(\d+)$", CONTAINERFILE, re.MULTILINE)
    assert user
    assert all(int(number) >= 1000 for number in user[-1])
    assert "HEALTHCHECK" in CONTAINERFILE
    assert f"127.0.0.1:{PORT}{HEALTH}" in CONTAINERFILE
    assert f"EXPOSE {PORT}" in CONTAINERFILE


def test_services_are_not_root_and_cannot_write_to_their_root() -> None:
    assert OWN | {"postgres", "chroma", "proxy"} == set(COMPOSE["services"])
    for name, service in COMPOSE["services"].items():
        assert int(service["user"].split(":")[0]) > 0, name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"], volume
    assert [name for name, s in COMPOSE["services"].items() if "ports" in s] == ["proxy"]


def test_pods_are_not_root_and_cannot_write_to_their_root() -> None:
    seen = dict(pods())
    assert set(seen) == {"wbm", "wbm-abgleich", "postgres", "chroma"}
    for name, pod in seen.items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] > 0, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True, name
            assert context["allowPrivilegeEscalation"] is False, name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            given = {volume["name"] for volume in pod.get("volumes", ())}
            if name in {"wbm", "wbm-abgleich"}:
                assert mounted == given, name


def test_replicas_share_no_file_but_a_database() -> None:
    for name in OWN:
        values = COMPOSE["services"][name]["environment"]
        for setting in ("WBM_LIBRARY_URL", "WBM_CHATS_URL"):
            assert re.fullmatch(r"postgresql://\S.+@postgres:5432/\w+", values[setting]), (name, setting)
    used = Counter(
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", ())
        if not volume.endswith(":ro")
    )
    assert used == Counter(list(COMPOSE["volumes"]))  # each by one service
    claimed = Counter(
        (name, volume["persistentVolumeClaim"]["claimName"])
        for name, pod in pods()
        for volume in pod.get("volumes", ())
        if "persistentVolumeClaim" in volume
    )
    assert claimed == {("wbm-abgleich", "wbm-abgleich"): 1}
    assert {name for _, name in claimed} == set(kinds("PersistentVolumeClaim"))
    assert (
        kinds("Deployment")["wbm-abgleich"]["spec"].items()
        >= {"replicas": 1, "strategy": {"type": "Recreate"}}.items()
    )


def test_secrets_reach_who_needs_them_alone() -> None:
    told = (DEPLOY / "kubernetes" / "einstellungen.yaml").read_text(encoding="utf-8")
    assert "--from-literal=WBM_LIBRARY_URL='postgresql://" in told
    assert "WBM_LIBRARY_URL" not in kinds("ConfigMap")["wbm"]["data"]
    for name in ("wbm", "wbm-abgleich"):
        sources = dict(pods())[name]["containers"][0]["envFrom"]
        given = [each["secretRef"]["name"] for each in sources if "secretRef" in each]
        assert given == ["wbm-geheim", *(["wbm-quellen"] if name == "wbm-abgleich" else [])]
    for name in OWN:
        known = "WBM_SOURCE_LOGINS" in COMPOSE["services"][name]["environment"]
        assert known == (name == "abgleich")  # who fetches


def test_probes_look_at_the_right_routes_and_ports_fit() -> None:
    container = dict(pods())["wbm"]["containers"][0]
    assert container["livenessProbe"]["httpGet"]["path"] == HEALTH
    assert container["startupProbe"]["httpGet"]["path"] == HEALTH
    assert container["readinessProbe"]["httpGet"]["path"] == READY
    assert container["ports"] == [{"name": "http", "containerPort": PORT}]
    arguments = container["args"]
    assert arguments[arguments.index("--port") + 1] == str(PORT)
    service = kinds("Service")["wbm"]["spec"]
    assert service["ports"][0]["targetPort"] == "http"
    assert service["sessionAffinity"] == "ClientIP"
    ingress = kinds("Ingress")["wbm"]
    assert ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"] == "wbm"
    data = kinds("ConfigMap")["wbm"]["data"]
    chroma = kinds("Service")["chroma"]["spec"]["ports"][0]["port"]
    assert data["WBM_CHROMA_URL"] == f"http://chroma:{chroma}"
    for name in ("server-1", "server-2"):
        assert COMPOSE["services"]["proxy"]["environment"][f"REPLICA_{name[-1]}"] == f"{name}:{PORT}"
        assert HEALTH in COMPOSE["services"][name]["healthcheck"]["test"][-1]
    assert kinds("Deployment")["wbm"]["spec"]["replicas"] == 2
    for selector in ("wbm", "wbm-abgleich"):
        labels = kinds("Deployment")[selector]["spec"]["template"]["metadata"]["labels"]
        assert labels.items() >= kinds("Deployment")[selector]["spec"]["selector"]["matchLabels"].items()
        allowed = kinds("NetworkPolicy")["datenbanken"]["spec"]["ingress"][0]["from"][0]["podSelector"]
        assert labels.items() >= allowed["matchLabels"].items()


def test_the_proxy_keeps_people_at_their_server_and_hides_the_figures() -> None:
    said = (DEPLOY / "proxy" / "haproxy.cfg").read_text(encoding="utf-8")
    assert f"uri {READY} " in said
    assert re.search(r"^\s+cookie \S+ insert .*httponly secure", said, re.MULTILINE)
    assert "del-header X-Forwarded-For" in said
    assert re.search(r"deny .*path /metrics", said)
    used = set(re.findall(r"\$\{(\w+)\}", said))
    assert used == set(COMPOSE["services"]["proxy"]["environment"])


def test_haproxy_takes_its_configuration(tmp_path: Path) -> None:
    program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("no haproxy or openssl here (Debian: apt install haproxy openssl)")
    certificate = make_certificate(tmp_path)
    environment = {
        "PROXY_HTTP": "127.0.0.1:18080",
        "PROXY_HTTPS": "127.0.0.1:18443",
        "PROXY_CERTIFICATE": str(certificate),
        "REPLICA_1": "127.0.0.1:18001",
        "REPLICA_2": "127.0.0.1:18002",
    }
    command = [program, "-c", "-f", str(DEPLOY / "proxy" / "haproxy.cfg")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def make_certificate(folder: Path) -> Path:
    """A certificate of this machine's own name with its key in one file."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True, timeout=60
    )
    both = folder / "both.pem"
    both.write_text(certificate.read_text() + key.read_text())
    return both
