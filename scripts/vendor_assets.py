"""Fetch what the dashboard's pages load - htmx, ECharts, Pretendard - and put it beside them, pinned and checked.

What only the tests use - axe - goes beside the tests and is part of no package.

usage: python scripts/vendor_assets.py [--check]

Needs Node.js with npm, and only here: the result is committed, so that nobody else needs either. ECharts is bundled
from the parts that our charts use; the other files are taken as their authors published them. `--check` compares the
files that are there with their `SHA256SUMS` and fetches nothing.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "voc" / "dashboard" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "vendor" / "axe"
PACKAGES = ("htmx.org@4.0.1", "echarts@6.1.0", "pretendard@1.3.9", "esbuild@0.28.2", "axe-core@4.14.1")
WHOLE = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "echarts/LICENSE": "echarts.LICENSE",
    "echarts/NOTICE": "echarts.NOTICE",
    "zrender/LICENSE": "zrender.LICENSE",
    "pretendard/dist/web/static/woff2-subset/Pretendard-Regular.subset.woff2": "Pretendard-Regular.subset.woff2",
    "pretendard/dist/web/static/woff2-subset/Pretendard-SemiBold.subset.woff2": "Pretendard-SemiBold.subset.woff2",
    "pretendard/dist/web/static/woff2/Pretendard-Regular.woff2": "Pretendard-Regular.woff2",
    "pretendard/dist/LICENSE.txt": "pretendard.LICENSE",
}
TESTED_WITH = {
    "axe-core/axe.min.js": "axe.min.js",
    "axe-core/LICENSE": "axe.LICENSE",
    "axe-core/LICENSE-3RD-PARTY.txt": "axe.NOTICE",
}
CHARTS = """\
export { init, use } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
use([
  BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
  MarkPointComponent, TooltipComponent, SVGRenderer, CanvasRenderer,
]);
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare what is there with SHA256SUMS")
    if not parser.parse_args().check:
        fetch()
    return check()


def fetch() -> None:
    """Put every file in its place and note its checksum."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "package.json").write_text('{"private": true, "type": "module"}')
        (folder / "charts.js").write_text(CHARTS)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=True)
        bundle = ["npx", "esbuild", "charts.js", "--bundle", "--minify", "--format=iife", "--global-name=echarts"]
        subprocess.run([*bundle, "--legal-comments=none", "--outfile=echarts.min.js"], cwd=folder, check=True)
        VENDOR.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "echarts.min.js", VENDOR / "echarts.min.js")
        for target, files in ((VENDOR, WHOLE), (FOR_TESTS, TESTED_WITH)):
            target.mkdir(parents=True, exist_ok=True)
            for origin, name in files.items():
                shutil.copyfile(folder / "node_modules" / origin, target / name)
    note(VENDOR, ["echarts.min.js", *WHOLE.values()])
    note(FOR_TESTS, list(TESTED_WITH.values()))


def note(folder: Path, names: list[str]) -> None:
    """Write down the checksums of files."""
    (folder / "SHA256SUMS").write_text("".join(f"{checksum(folder / name)}  {name}\n" for name in sorted(names)))


def check() -> int:
    """Compare what is there with the checksums; 1 where a file differs."""
    wrong = [
        name
        for folder in (VENDOR, FOR_TESTS)
        for sum_, name in map(str.split, (folder / "SHA256SUMS").read_text().splitlines())
        if checksum(folder / name) != sum_
    ]
    for name in wrong:
        print(f"{name} is not what was fetched.", file=sys.stderr)
    return 1 if wrong else 0


def checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "missing"


if __name__ == "__main__":
    sys.exit(main())
