#!/usr/bin/env python3
"""`maru schedule` beside OR-tools CP-SAT on instances of Curtois & Qu, one after the other, the same time and one core each.

    pip install ortools
    cargo build --release && python3 crates/plan/benches/cpsat.py --seconds 60 Instance1.txt Instance2.txt ...

Both rosters are priced by `maru schedule --check`. Prints one JSON line an instance.
"""

import argparse
import datetime
import json
import subprocess
import tempfile
from pathlib import Path

from ortools.sat.python import cp_model

# Instances begin on a Monday; Maru dates them from this one.
FIRST = datetime.date(2024, 1, 1)


def sections(text):
    """The sections of an instance, each a list of rows of cells."""
    found, name = {}, None
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            name = line
            found[name] = []
        elif name:
            found[name].append(line.split(","))
    return found


def solve(path, seconds):
    """Rows of a roster by CP-SAT: person, day, shift."""
    at = sections(Path(path).read_text())
    days = int(at["SECTION_HORIZON"][0][0])
    shifts = {row[0]: (int(row[1]), [s for s in row[2].split("|") if s] if len(row) > 2 else []) for row in at["SECTION_SHIFTS"]}
    model, cost = cp_model.CpModel(), []
    off = {row[0]: {int(day) for day in row[1:]} for row in at["SECTION_DAYS_OFF"]}
    x = {}
    for row in at["SECTION_STAFF"]:
        who, limits = row[0], dict(part.split("=") for part in row[1].split("|"))
        most, least, longest, shortest, rest, weekends = (int(cell) for cell in row[2:8])
        for day in range(days):
            for shift in shifts:
                x[who, day, shift] = model.new_bool_var("")
                if day in off.get(who, ()):
                    model.add(x[who, day, shift] == 0)
            model.add_at_most_one(x[who, day, shift] for shift in shifts)
        works = [sum(x[who, day, shift] for shift in shifts) for day in range(days)]
        for shift, (_, never) in shifts.items():
            model.add(sum(x[who, day, shift] for day in range(days)) <= int(limits[shift]))
            for day in range(days - 1):
                for after in never:
                    model.add(x[who, day, shift] + x[who, day + 1, after] <= 1)
        minutes = sum(length * x[who, day, shift] for day in range(days) for shift, (length, _) in shifts.items())
        model.add_linear_constraint(minutes, least, most)
        for day in range(days - longest):
            model.add(sum(works[day : day + longest + 1]) <= longest)
        for length in range(1, shortest):
            for day in range(1, days - length):
                model.add(sum(works[day : day + length]) - works[day - 1] - works[day + length] <= length - 1)
        for length in range(1, rest):
            for day in range(1, days - length):
                model.add(works[day - 1] + works[day + length] - sum(works[day : day + length]) <= 1)
        any_of = []
        for saturday in range(5, days, 7):
            any_of.append(model.new_bool_var(""))
            for day in (saturday, saturday + 1):
                if day < days:
                    model.add(works[day] <= any_of[-1])
        model.add(sum(any_of) <= weekends)
    for who, day, shift, weight in at["SECTION_SHIFT_ON_REQUESTS"]:
        cost.append(int(weight) * (1 - x[who, int(day), shift]))
    for who, day, shift, weight in at["SECTION_SHIFT_OFF_REQUESTS"]:
        cost.append(int(weight) * x[who, int(day), shift])
    people = [row[0] for row in at["SECTION_STAFF"]]
    for day, shift, wanted, under, over in at["SECTION_COVER"]:
        missing, more = model.new_int_var(0, len(people), ""), model.new_int_var(0, len(people), "")
        model.add(sum(x[who, int(day), shift] for who in people) + missing - more == int(wanted))
        cost += [int(under) * missing, int(over) * more]
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [(who, day, shift) for (who, day, shift), var in x.items() if solver.value(var)]


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--maru", default="target/release/maru")
    asked.add_argument("--engine", default="search")
    asked.add_argument("instances", nargs="+")
    asked = asked.parse_args()
    run = lambda *args: json.loads(subprocess.run([asked.maru, "schedule", *args, "--json"], check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    for path in asked.instances:
        ours = run("--instance", path, "--seconds", str(asked.seconds), "--engine", asked.engine)
        rows, theirs = solve(path, asked.seconds), None
        if rows is not None:
            with tempfile.TemporaryDirectory() as folder:
                roster = Path(folder) / "theirs.json"
                day_of = lambda day: str(FIRST + datetime.timedelta(days=day))
                shifts = [{"agent": who, "day": day_of(day), "shift": shift} for who, day, shift in rows]
                roster.write_text(json.dumps({"shifts": shifts}))
                theirs = run("--check", path, str(roster))
        print(json.dumps({
            "instance": Path(path).stem, "seconds": asked.seconds, "engine": asked.engine, "maru": ours["cost"], "maru_feasible": ours["feasible"],
            "cp_sat": theirs and theirs["cost"], "cp_sat_feasible": theirs and theirs["feasible"],
        }), flush=True)


if __name__ == "__main__":
    main()
