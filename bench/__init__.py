"""Benchmarks and drills: `make bench` runs the benchmarks that measure side by side, `python -m bench.NAME --json` one.

A line of the output is a JSON object. The drills (soak, crash, weather, fuzz) are run by name; `bench.capacity` writes
docs/capacity.md.

Ratios are measured side by side: the subjects take turns in one run, and the medians are compared.
"""
