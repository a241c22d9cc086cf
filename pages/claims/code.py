"""A claim as code to copy."""


def code_of_claim(name: str) -> str:
    """Code that measures a claim within the repository, and prints its rows."""
    return f"""from core.claims import CLAIMS
from core.tasks import run_to_completion

claim = CLAIMS["{name}"]
for row in run_to_completion(claim.measure()).rows:
    print(row.agrees, row.what, row.measured, f"expected {{row.expected}}, {{row.tolerance}}")
"""
