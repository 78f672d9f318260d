"""Draws the simulator's tables: simulate.py TABLES PLOTS."""

import csv
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

RULES = {
    "asert": ("this chain (ASERT)", "#0b6e4f"),
    "earlier": ("earlier implementation", "#d1495b"),
    "window": ("two-hour window", "#3066be"),
}
GAMMAS = {0.0: "#0b6e4f", 0.5: "#e09f3e", 1.0: "#d1495b"}


def rows(tables, name):
    with open(tables / name, newline="") as file:
        for row in csv.DictReader(file):
            yield {k: v if k in ("rule", "scenario", "lie") else float(v) for k, v in row.items()}


def save(figure, plots, name):
    figure.tight_layout()
    # Without the program's version the file depends on the drawing only.
    figure.savefig(plots / name, dpi=90, metadata={"Software": None})
    plt.close(figure)


def steps(tables, plots):
    data = list(rows(tables, "steps.csv"))
    scenarios = list(dict.fromkeys(row["scenario"] for row in data))
    titles = {
        "steady": "steady hash rate",
        "x2": "hash rate × 2",
        "x10": "hash rate × 10",
        "/2": "half of it leaves",
        "/10": "nine tenths leave",
        "x10 for 6 h": "× 10, gone after 6 h",
    }
    figure, axes = plt.subplots(2, 3, figsize=(11, 6.2), sharex=True, sharey=True)
    for axis, scenario in zip(axes.flat, scenarios):
        for rule, (label, colour) in RULES.items():
            points = [row for row in data if row["scenario"] == scenario and row["rule"] == rule]
            hours = [row["hour"] for row in points]
            axis.fill_between(hours, [r["p10"] for r in points], [r["p90"] for r in points], color=colour, alpha=0.2, lw=0)
            axis.plot(hours, [r["median"] for r in points], color=colour, lw=1.4, label=label)
        axis.axhline(13, color="black", lw=0.6, ls=":")
        axis.set_yscale("log")
        axis.set_yticks([1.3, 3, 6.5, 13, 26, 60, 130], ["1.3", "3", "6.5", "13", "26", "60", "130"])
        axis.minorticks_off()
        axis.set_xticks(range(0, 49, 12))
        axis.set_title(titles[scenario], fontsize=10)
        axis.grid(alpha=0.25)
    for axis in axes[1]:
        axis.set_xlabel("hours after the step")
    for axis in axes[:, 0]:
        axis.set_ylabel("expected block time, s")
    axes[0][0].legend(fontsize=8, loc="upper right")
    save(figure, plots, "steps.png")


def hopper(tables, plots):
    data = list(rows(tables, "hopper.csv"))
    trace = list(rows(tables, "hopper-trace.csv"))
    figure, axes = plt.subplots(3, 1, figsize=(11, 6), sharex=True, sharey=True)
    for axis, (rule, (label, colour)) in zip(axes, RULES.items()):
        points = [row for row in trace if row["rule"] == rule]
        hours = [row["hour"] for row in points]
        there = [row["present"] > 0 for row in points]
        levels = [row["difficulty"] for row in points]
        axis.fill_between(hours, 0, 3, where=there, step="post", color="grey", alpha=0.35, lw=0, label="he mines")
        axis.plot(hours, levels, color=colour, lw=1.2, label=label)
        axis.set_ylim(0.8, max(1.6, 0.1 + max(row["difficulty"] for row in trace)))
        axis.set_ylabel("difficulty")
        axis.grid(alpha=0.25)
        axis.legend(fontsize=8, loc="upper right")
    axes[-1].set_xlabel("hours; he has twice the honest hash rate, comes at 1.0 and leaves at 1.2 times the usual difficulty")
    axes[-1].set_xlim(0, 48)
    save(figure, plots, "on-off-trace.png")

    strategies = sorted({(row["comes"], row["leaves"]) for row in data})
    figure, axes = plt.subplots(1, len(strategies), figsize=(11, 3.8), sharey=True)
    for axis, (comes, leaves) in zip(axes, strategies):
        for rule, (label, colour) in RULES.items():
            points = [r for r in data if r["rule"] == rule and (r["comes"], r["leaves"]) == (comes, leaves)]
            axis.plot([r["size"] for r in points], [100 * r["gain"] for r in points], "o-", ms=3.5, color=colour, label=label)
        axis.axhline(0, color="black", lw=0.6)
        axis.set_xscale("log")
        axis.set_xticks([0.1, 0.5, 2, 10], ["0.1", "0.5", "2", "10"])
        axis.minorticks_off()
        axis.set_title(f"comes at {comes:g}, leaves at {leaves:g}", fontsize=9)
        axis.set_xlabel("his rate / honest rate", fontsize=9)
        axis.grid(alpha=0.25)
    axes[0].set_ylabel("blocks a hash, against the honest, %")
    axes[1].legend(fontsize=7, loc="lower center")
    save(figure, plots, "on-off-gain.png")


def lies(tables, plots):
    data = list(rows(tables, "lies.csv"))
    shares = sorted({row["share"] for row in data})
    titles = {"future": "dated 15 s ahead of the clock", "past": "dated just above the parent"}
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True)
    for axis, (lie, title) in zip(axes, titles.items()):
        for rule, (label, colour) in RULES.items():
            def value(wanted, share):
                found = [r for r in data if (r["rule"], r["lie"], r["share"]) == (rule, wanted, share)]
                return found[0]["block_time_s"]

            heights = [value("none", shares[0])] + [value(lie, share) for share in shares]
            axis.plot(range(len(heights)), heights, "o-", ms=4, lw=1, color=colour, label=label)
            for place, height in enumerate(heights):
                # The window's and this chain's points nearly coincide.
                lift = -0.17 if rule == "asert" else 0.07
                axis.text(place, height + lift, f"{height:.2f}", ha="center", fontsize=7, color=colour)
        axis.set_ylim(11, 13.9)
        axis.grid(alpha=0.25)
        axis.set_xticks(range(len(shares) + 1), ["honest"] + [f"{100 * share:.0f} % lie" for share in shares])
        axis.set_title(title, fontsize=10)
    axes[0].set_ylabel("mean real block time, s")
    axes[0].legend(fontsize=8, loc="upper right", ncol=3)
    save(figure, plots, "lies.png")


def selfish(tables, plots):
    data = list(rows(tables, "selfish.csv"))
    figure, axis = plt.subplots(figsize=(7.5, 5.6))
    for gamma, colour in GAMMAS.items():
        points = [row for row in data if row["gamma"] == gamma]
        alphas = [100 * row["alpha"] for row in points]
        axis.plot(alphas, [100 * r["formula"] for r in points], color=colour, lw=1.3, label=f"γ = {gamma:g}: formula")
        axis.plot(
            alphas, [100 * r["simulated"] for r in points], ".", color=colour, ms=5, label=f"γ = {gamma:g}: simulated"
        )
    axis.plot([0, 50], [0, 50], color="black", lw=0.8, ls="--", label="honest mining")
    for alpha in (25, 33, 40):
        axis.axvline(alpha, color="grey", lw=0.6, ls=":")
    axis.set_xlim(0, 50)
    axis.set_ylim(0, 100)
    axis.set_xticks([0, 10, 20, 25, 30, 33, 40, 50])
    axis.set_xlabel("his share of the hash rate, %")
    axis.set_ylabel("his share of the blocks that stay, %")
    axis.legend(fontsize=8)
    axis.grid(alpha=0.25)
    save(figure, plots, "selfish.png")


def main():
    tables, plots = Path(sys.argv[1]), Path(sys.argv[2])
    plots.mkdir(parents=True, exist_ok=True)
    for draw in (steps, hopper, lies, selfish):
        draw(tables, plots)


main()
