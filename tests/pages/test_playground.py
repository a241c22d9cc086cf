"""The playground page, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "pages" / "app.py"


def open_page(**address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_opens_without_an_exception() -> None:
    assert not open_page().exception
