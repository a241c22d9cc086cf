"""Compiles the compiled engine ahead: `python -m core.engine`."""

import time

from core.engine.choice import prepare_compiled

if __name__ == "__main__":
    start = time.perf_counter()
    problem = prepare_compiled()
    print(problem or f"The compiled engine is ready ({time.perf_counter() - start:.1f} s).")
