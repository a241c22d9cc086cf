"""A disk that takes no byte."""

import os
import tempfile
from pathlib import Path


def do_without_disk() -> None:
    """Let torch work where nothing can be written.

    Its first optimizer asks for a folder for compiled code, even where none is ever compiled, and
    raises where there is no place for temporary files. One that exists is enough.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path(__file__).parent))
