#!/usr/bin/env python3
"""Holds two reports of the bench's job against each other, cell by cell.

usage: compare.py DUCKDB.csv DULY.csv

DUCKDB.csv is what the DuckDB script writes: month, region, policy, then met, missed and active for first
response, next response and resolution, without a header. DULY.csv is the compliance report of `duly run` by
month, region, level and clock. Missed counts the overdue ones too; active are the running and the paused ones.
Exit status: 0 all cells are equal, 1 some differ, 2 a file has another shape. Standard library only.
"""
import csv
import sys

CLOCKS = ["first_response", "next_response", "resolution"]
GROUPS = ["month", "region", "level", "clock"]


def duckdb_cells(path):
    """(month, region, level, clock) -> [met, missed, active] of the DuckDB script."""
    cells = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            if len(row) != 3 + 3 * len(CLOCKS):
                raise ValueError(f"{path}: a row of {len(row)} columns")
            for index, clock in enumerate(CLOCKS):
                counts = [int(n) for n in row[3 + 3 * index : 6 + 3 * index]]
                if any(counts):
                    cells[(*row[:3], clock)] = counts
    return cells


def duly_cells(path):
    """The same of duly's report."""
    cells = {}
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        missing = [name for name in GROUPS if name not in (rows.fieldnames or [])]
        if missing:
            raise ValueError(f"{path}: no column {', '.join(missing)}")
        for row in rows:
            if row["month"] == "total":
                continue
            number = {name: int(row[name] or 0) for name in ("met", "missed", "overdue", "running", "paused")}
            counts = [number["met"], number["missed"] + number["overdue"], number["running"] + number["paused"]]
            if any(counts):
                cells[tuple(row[name] for name in GROUPS)] = counts
    return cells


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        left, right = duckdb_cells(arguments[0]), duly_cells(arguments[1])
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    keys = sorted(left.keys() | right.keys())
    differ = [key for key in keys if left.get(key, [0] * 3) != right.get(key, [0] * 3)]
    for key in differ[:20]:
        print("differs:", *key, "duckdb", left.get(key), "duly", right.get(key))
    cycles = sum(sum(counts) for counts in left.values())
    print(f"{len(keys)} cells, {3 * len(keys)} numbers, {cycles} cycles: {len(differ)} cells differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
