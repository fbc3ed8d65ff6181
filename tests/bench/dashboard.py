"""The dashboard under a meeting: sessions that click through `voc serve`, from request to the last byte.

    PYTHONPATH=tests:tests/bench .venv/bin/python tests/bench/dashboard.py --config HOME/config

Serves the store of that configuration, which has to let everybody in (`sign_in: none`), and starts sessions that open
the first screen, then follow links of the pages they are shown, change a filter, or search for a word of a title, with
a pause to read in between. Prints milliseconds by kind of page, and the memory of the server before and at its peak.
"""

import argparse
import html
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Lock, Thread
from urllib.parse import unquote, urldefrag, urlencode, urlsplit

from processes import memory_mb

_LINK = re.compile(r'<a [^>]*?href="(/[^"]*)"')
_FORM = re.compile(r'<form class="filters"[^>]*? action="([^"]*)".*?</form>', re.DOTALL)
_SELECT = re.compile(r'<select name="(source|segment|stage|reason)">(.*?)</select>', re.DOTALL)
_OPTION = re.compile(r'<option value="([^"]*)"')
_TITLE = re.compile(r'href="/themes/[^"]*"[^>]*>([^<]{2,30})<')
_OURS = ("/themes", "/funnel", "/search", "/words", "/operation")
_FILTERS, _SEARCHES = 0.35, 0.1
_N_SLOWEST = 12


@dataclass
class Spent:
    """Milliseconds by kind of page, and what went wrong."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, address: str, ms: float, status: int) -> None:
        with self.lock:
            self.times[kind_of(address)].append(ms)
            self.slowest = sorted([*self.slowest, (ms, address)])[-_N_SLOWEST:]
            if status != 200:
                self.wrong.append(f"{address}: {status}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--clicks", type=int, default=30, help="Of each session.")
    parser.add_argument("--browser", action="store_true", help="Let one real browser look on meanwhile.")
    parser.add_argument("--warm", type=float, default=10.0, help="Seconds the server has been up when people come.")
    parser.add_argument("--pause", type=float, default=3.0, help="Mean seconds between an answer and the next click.")
    options = parser.parse_args()
    with served(options.config) as (pid, port):
        time.sleep(options.warm)
        before, spent = memory_mb(pid), Spent()
        sessions = [
            Thread(target=click_through, args=(port, Random(seed), options, spent))  # noqa: S311 - no secrets
            for seed in range(options.sessions)
        ]
        for one in sessions:
            one.start()
        seen = Spent()
        if options.browser:
            from dashboard_browser import drawn  # noqa: PLC0415 - whoever asks for no browser needs none

            until = time.monotonic() + options.clicks * options.pause
            for what, ms in drawn(port, until, options.pause):
                seen.add(what, ms, 200)
        for one in sessions:
            one.join()
        report(spent)
        if options.browser:
            report(seen)
        print(f"\nmemory: {before:,.0f} MB at the start, {memory_mb(pid, peak=True):,.0f} MB at its peak")


@contextmanager
def served(config: Path) -> Iterator[tuple[int, int]]:
    """Run `voc serve`; gives the process and its port."""
    command = [Path(sys.executable).with_name("voc"), "serve", "--port", "0", "--config", config]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = next((line for line in process.stderr or () if "http://" in line), "")
            found = re.search(r"http://\S+:(\d+)", said)
            if found is None:
                message = "voc serve did not say where it listens."
                raise SystemExit(message)
            yield process.pid, int(found[1])
        finally:
            process.terminate()


def click_through(port: int, chance: Random, options: argparse.Namespace, spent: Spent) -> None:
    """Open the first screen and click on."""
    time.sleep(chance.uniform(0, options.pause))
    address, connection = "/", HTTPConnection("127.0.0.1", port)
    for click in range(options.clicks):
        headers = {"HX-Request": "true"} if click else {}
        begun = time.perf_counter()
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        spent.add(address, 1000 * (time.perf_counter() - begun), answer.status)
        address = next_address(page, chance) if answer.status == 200 else "/"
        time.sleep(chance.uniform(0.3, 1.7) * options.pause)
    connection.close()


def next_address(page: str, chance: Random) -> str:
    """Choose what somebody who sees a page does next; the first screen where there is nothing to click on."""
    what = chance.random()
    titles = _TITLE.findall(page)
    if what < _SEARCHES and titles:
        word = html.unescape(chance.choice(titles)).split()[0]
        return f"/search?{urlencode({'q': word})}"
    form = _FORM.search(page)
    if what < _SEARCHES + _FILTERS and form:
        return filtered(form, chance)
    links = [urldefrag(html.unescape(one)).url for one in _LINK.findall(page)]
    pages = sorted({one for one in links if urlsplit(one).path == "/" or one.startswith(_OURS)})
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for one in pages:
        by_kind[kind_of(one)].append(one)
    return chance.choice(by_kind[chance.choice(sorted(by_kind))]) if by_kind else "/"


def filtered(form: re.Match[str], chance: Random) -> str:
    """Choose one value of one filter."""
    selects = {
        name: [value for value in _OPTION.findall(options) if value] for name, options in _SELECT.findall(form[0])
    }
    offered = {name: values for name, values in selects.items() if values}
    if not offered:
        return form[1]
    name = chance.choice(sorted(offered))
    return f"{form[1]}?{urlencode({name: html.unescape(chance.choice(offered[name]))})}"


def kind_of(address: str) -> str:
    """Name the kind of page, with a mark where filters are set."""
    parts = urlsplit(address)
    path = re.sub(r"^/(themes|operation/runs)/[^/]+$", r"/\1/…", parts.path)
    return f"{path}?" if parts.query else path


def report(spent: Spent) -> None:
    print("| page | requests | p50 | p95 | most |\n|---|---|---|---|---|")
    everything = [one for some in spent.times.values() for one in some]
    for kind, times in [*sorted(spent.times.items()), ("all", everything)]:
        cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
        print(f"| {kind} | {len(times)} | {cuts[9]:,.0f} | {cuts[18]:,.0f} | {max(times):,.0f} |")
    print("\nslowest: " + ", ".join(f"{unquote(address)} {ms:,.0f}" for ms, address in reversed(spent.slowest)))
    if spent.wrong:
        print(f"\n{len(spent.wrong)} answers were no pages: {', '.join(sorted(set(spent.wrong)))}")


if __name__ == "__main__":
    main()
