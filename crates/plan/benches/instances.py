#!/usr/bin/env python3
"""Made-up instances in the format of Curtois & Qu, of the sizes of their instances 5 to 12.

    python3 crates/plan/benches/instances.py FOLDER [SEED]

Whether one has a roster without a broken rule is not known beforehand: people's terms are drawn one by one, as in the originals.
"""

import random
import sys
from pathlib import Path

# People, days, shifts.
SIZES = {5: (16, 28, 2), 6: (18, 28, 3), 7: (20, 28, 3), 8: (30, 28, 4), 9: (36, 28, 4), 10: (40, 28, 5), 11: (50, 28, 6), 12: (60, 28, 10)}


def instance(people, days, shifts, draw):
    names = [chr(ord("a") + at) for at in range(shifts)]
    starts = sorted(draw.sample(range(6, 24), shifts))
    lengths = [draw.choice([480, 480, 480, 600, 720]) for _ in names]
    rested = lambda one, other: starts[other] * 60 + 1440 - starts[one] * 60 - lengths[one] >= 660
    lines = ["SECTION_HORIZON", str(days), "SECTION_SHIFTS"]
    for at, name in enumerate(names):
        never = "|".join(names[other] for other in range(shifts) if not rested(at, other))
        lines.append(f"{name},{lengths[at]},{never}")
    lines.append("SECTION_STAFF")
    minutes = 0
    for at in range(people):
        full = draw.random() < 0.7
        most = int((36 if full else 18) * days / 7) * 60
        minutes += most
        times = [draw.choice([0, days // 7, days, days, days]) for _ in names]
        if days not in times:
            times[draw.randrange(shifts)] = days
        longest, shortest = draw.choice([5, 5, 6]), draw.choice([1, 2, 2, 3] if full else [1, 2])
        weekends = max(1, days // 14) if draw.random() < 0.6 else max(1, days * 3 // 28)
        limits = "|".join(f"{name}={most_times}" for name, most_times in zip(names, times))
        lines.append(f"E{at},{limits},{most},{most - 18 * 60},{longest},{shortest},{draw.choice([2, 2, 3])},{weekends}")
    lines.append("SECTION_DAYS_OFF")
    lines += [f"E{at}," + ",".join(map(str, sorted(draw.sample(range(days), days // 14)))) for at in range(people)]
    lines.append("SECTION_SHIFT_ON_REQUESTS")
    for at in range(people):
        for _ in range(days // 9):
            first, name, weight = draw.randrange(days - 3), draw.choice(names), draw.randint(1, 3)
            lines += [f"E{at},{first + day},{name},{weight}" for day in range(draw.randint(1, 3))]
    lines.append("SECTION_SHIFT_OFF_REQUESTS")
    for at in range(people):
        lines += [f"E{at},{draw.randrange(days)},{draw.choice(names)},{draw.randint(1, 3)}" for _ in range(days // 14)]
    lines.append("SECTION_COVER")
    mean = minutes * shifts / sum(lengths) / days / shifts
    lines += [f"{day},{name},{round(mean * draw.uniform(0.6, 1.4))},100,1" for day in range(days) for name in names]
    return "\n".join(lines) + "\n"


def main():
    folder, seed = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    folder.mkdir(parents=True, exist_ok=True)
    for number, (people, days, shifts) in SIZES.items():
        text = instance(people, days, shifts, random.Random(f"{seed}/{number}"))
        (folder / f"Made{number}.txt").write_text(text)


if __name__ == "__main__":
    main()
