"""Hypothesis strategies: random schemas and random changes of them."""
