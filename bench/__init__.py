"""Benchmarks: `make bench` runs them all, `python -m bench.NAME --json` one. A line of the output is a JSON object.

Ratios are measured side by side: the subjects take turns in one run, and the medians are compared.
"""
