"""A short form of `make load`."""

from playwright.sync_api import Browser

from tests.load.crowd import gather


def test_a_few_visitors_train_beside_each_other(browser: Browser) -> None:
    crowd = gather(browser, visitors=4, seconds=5)
    assert crowd.failures == []
    assert len(crowd.steps) == 4
    assert min(crowd.steps) > 0
    assert crowd.slowest_share > 0.2  # nobody starves; how equal shares are says `make load`
    assert crowd.controls
