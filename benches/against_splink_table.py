#!/usr/bin/env python3
"""Prints what against_splink.sh has measured as Markdown.

    against_splink_table.py FOLDER THREADS SIZE...
"""

import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

HEADER = ("customers a line", "tool", "wall s", "CPU s", "peak GiB", "precision", "recall", "F1")


def fastest(path):
    """Wall, CPU and peak of the run with the least wall time, and every run's wall time."""
    runs = sorted([float(cell) for cell in line.split()] for line in path.read_text().splitlines())
    wall, user, system, peak = runs[0]
    return {"wall": wall, "cpu": user + system, "gib": peak / 1024**2,
            "walls": [run[0] for run in runs]}


def measured(folder, tool, size):
    figures = fastest(folder / f"{tool}.{size}.time")
    return figures | json.loads((folder / f"{tool}.{size}.json").read_text())


def row(cells):
    return "| " + " | ".join(cells) + " |"


def tool_row(size, name, m):
    return row([f"{int(size):,}", name, f"{m['wall']:.1f}", f"{m['cpu']:.1f}", f"{m['gib']:.2f}",
                f"{m['precision']:.4f}", f"{m['recall']:.4f}", f"{m['f1']:.4f}"])


def ratio_row(size, ours, theirs):
    ratios = [f"{theirs[key] / ours[key]:.1f} ×" for key in ("wall", "cpu", "gib")]
    gains = [f"{ours[key] - theirs[key]:+.4f}" for key in ("precision", "recall", "f1")]
    return row([f"{int(size):,}", "Splink ÷ Sameboat; Sameboat − Splink"] + ratios + gains)


def processor():
    names = (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line)
    return next(names, platform.processor())


def main():
    folder, threads, sizes = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    print(f"{threads} threads of {os.cpu_count()} on {processor()}, {memory:.0f} GiB; Splink "
          f"{version('splink')} on DuckDB {version('duckdb')}, Python {platform.python_version()}.\n")
    print(row(HEADER))
    print("|" + "---|" * len(HEADER))
    both = {}
    for size in sizes:
        ours, theirs = measured(folder, "sameboat", size), measured(folder, "splink", size)
        both[size] = (ours, theirs)
        print(tool_row(size, "Sameboat", ours))
        print(tool_row(size, "Splink", theirs))
        print(ratio_row(size, ours, theirs))
    print()
    for size, (ours, theirs) in both.items():
        best = json.loads((folder / f"scan.{size}.json").read_text())["best"]
        lines = (folder / f"splink.{size}.stages").read_text().splitlines()
        runs = [json.loads(line) for line in lines]
        run = min(runs, key=lambda run: sum(stage["wall"] for stage in run["stages"].values()))
        stages = ", ".join(f"{name} {stage['wall']:.1f}" for name, stage in run["stages"].items())
        walls = ["/".join(f"{wall:.1f}" for wall in tool["walls"]) for tool in (ours, theirs)]
        print(f"- {int(size):,}: wall seconds of all runs: Sameboat {walls[0]}, Splink {walls[1]}. "
              f"Splink compares {run['pairs']:,} pairs and links from {best['threshold']}, the best "
              f"of its thresholds; its stages in seconds: {stages}.")
    if len(sizes) > 1:
        growth = (both[sizes[-1]][tool]["wall"] / both[sizes[0]][tool]["wall"] for tool in (0, 1))
        print("- From {:,} to {:,}: Sameboat {:.1f} ×, Splink {:.1f} × the wall time.".format(
            int(sizes[0]), int(sizes[-1]), *growth))


if __name__ == "__main__":
    main()
