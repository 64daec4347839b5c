"""Speed, as ratios within one run: what each layer between a question and its answer costs.

Run by `make bench` on the current release. Absolute figures depend on the machine and on what else it
does; the ratios to pyoxigraph in this process do so much less.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from pyoxigraph import QueryResultsFormat, Store

from graph.releases import current
from loaders.build import build
from server.settings import Settings

ROUNDS = 300
LOOK_UP = """PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
SELECT ?trial ?phase { ?trial act:registryId "NCT03280056" ; act:phase ?phase }"""


def p50(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of so many calls, milliseconds; the first ten are not counted."""
    times = []
    for number in range(rounds + 10):
        start = time.perf_counter()
        call()
        if number >= 10:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print one line a layer."""
    home = Settings().home
    store = Store.read_only(str(current(home).store))

    def in_process() -> bytes:
        found = store.query(LOOK_UP, use_default_graph_as_union=True)
        return found.serialize(format=QueryResultsFormat.JSON)

    base = p50(in_process)
    show("look-up, pyoxigraph in this process", base, base)
    command = [str(Path(sys.executable).with_name("alskg")), "serve", "--port", "0"]
    environment = os.environ | {"ALSKG_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        line = next(line for line in server.stderr if "running on http" in line)
        with httpx.Client(base_url=line.split("running on ")[1].split()[0], timeout=60) as client:
            for name, path, fields in (
                ("look-up, /sparql over HTTP", "/sparql", {"query": LOOK_UP}),
                ("canned query trial", "/queries/trial", {"id": "NCT03280056"}),
                ("canned query trials, two concepts", "/queries/trials", {"cellType": "MSC", "route": "IT"}),
                ("canned query regimens, all", "/queries/regimens", {"limit": "1000"}),
                ("canned query search", "/queries/search", {"text": "wharton"}),
            ):
                rounds = ROUNDS if path == "/sparql" else ROUNDS // 10
                show(
                    name,
                    p50(lambda p=path, f=fields: client.get(p, params=f).raise_for_status(), rounds),
                    base,
                )
        server.terminate()
        server.stderr.read()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        build(Path(folder))
        show("whole build", (time.perf_counter() - start) * 1000, base)


def show(name: str, milliseconds: float, base: float) -> None:
    """Print one line: name, p50 and its ratio to the look-up in this process."""
    sys.stdout.write(f"{name:40} {milliseconds:10.2f} ms {milliseconds / base:10.1f}\n")


if __name__ == "__main__":
    main()
