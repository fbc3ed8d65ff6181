"""Compare `voc analyze` with a bare script that reads the same file, loads Kiwi and cuts the texts into morphemes.

usage: speed.py FILE.csv[.gz] --text COLUMN [--rows N] [--repeat N] [--config DIR]

Both run as whole processes of their own, one after the other, so that seconds and peak memory can be set side by
side; of several repeats the fastest counts. CPU seconds tell how much of the ratio other work on the machine made.
"""

import argparse
import csv
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from processes import Spent, spend

BARE = """
import csv, sys
from kiwipiepy import Kiwi
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    texts = [row["text"] for row in csv.DictReader(file)]
for tokens in Kiwi(num_workers=2).tokenize(texts):
    pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True, metavar="COLUMN")
    parser.add_argument("--rows", type=int, metavar="N", help="only the first N rows")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain, out = Path(folder) / "texts.csv", Path(folder) / "out"
        n_rows = write_texts(options.file, options.text, options.rows, plain)
        command = [
            sys.executable,
            "-c",
            "from voc.cli import main; main()",
            "analyze",
            str(plain),
            "--text",
            "text",
            "--out",
            str(out),
        ]
        if options.config:
            command += ["--config", str(options.config)]
        bare = fastest([sys.executable, "-c", BARE, str(plain)], options.repeat)
        whole = fastest(command, options.repeat)
        steps = json.loads((out / "run.json").read_text(encoding="utf-8"))["seconds"]
    print(f"{n_rows:,} rows of {options.file.name}")
    print(f"{'':14}{'seconds':>10}{'CPU s':>10}{'peak MB':>10}{'rows/s':>10}")
    for name, run in (("bare Kiwi", bare), ("voc analyze", whole)):
        print(f"{name:14}{run.wall_s:10.1f}{run.cpu_s:10.1f}{run.peak_mb:10.0f}{n_rows / run.wall_s:10.0f}")
    print(f"ratio {whole.wall_s / bare.wall_s:.2f} (CPU {whole.cpu_s / bare.cpu_s:.2f})")
    print("steps:", ", ".join(f"{name} {seconds} s" for name, seconds in steps.items()))


def write_texts(source: Path, column: str, n_rows: int | None, target: Path) -> int:
    """Copy the texts into a plain file, so that neither process unpacks anything."""
    n = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        for text in texts_of(source, column):
            if n == n_rows:
                break
            writer.writerow([text])
            n += 1
    return n


def texts_of(path: Path, column: str) -> Iterator[str]:
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig", newline="") as file
    ):
        for row in csv.DictReader(file):
            yield row[column]


def fastest(command: Sequence[str], repeat: int) -> Spent:
    return min((measure(command) for _ in range(repeat)), key=lambda spent: spent.wall_s)


def measure(command: Sequence[str]) -> Spent:
    spent = spend(command)
    if spent.exit_code not in {0, 3}:
        sys.exit(f"{command[:4]} ended with {spent.exit_code}:\n{spent.complaint}")
    return spent


if __name__ == "__main__":
    main()
