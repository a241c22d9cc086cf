"""What a run holds does not grow with the time that it goes on."""

import gc
import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

import numpy as np
import torch

from web.live.panels import PANELS
from web.live.run import HISTORY_ROWS, SPEEDS, Run
from web.settings.limits import START

OF_THE_PROGRAM = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)


def bytes_of(root: object) -> int:
    """Bytes of everything that can be reached from an object, but for the program itself."""
    seen, waiting, total = set(), [root], 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, OF_THE_PROGRAM):
            continue
        seen.add(id(thing))
        waiting += gc.get_referents(thing)
        if isinstance(thing, torch.Tensor):
            thing = thing.untyped_storage()
            total += 0 if thing.data_ptr() in seen else thing.nbytes()
            seen.add(thing.data_ptr())
        elif isinstance(thing, np.ndarray) and thing.base is None:
            total += thing.nbytes
        else:
            total += sys.getsizeof(thing)
    return total


def test_the_measure_sees_what_a_run_is_made_of():
    kept = [np.zeros(1000), torch.zeros(1000)]
    views = [kept[0][:500], kept[1][:500]]
    assert 12_000 <= bytes_of([kept, views]) <= 13_000


def test_the_measure_sees_a_longer_history():
    runs = [Run(START.replace(ensemble_size=2)) for _ in range(2)]
    runs[1].trainer.train(100)
    assert bytes_of(runs[1]) > bytes_of(runs[0])


def test_a_long_run_holds_no_more_than_a_short_one():
    """From the moment on at which its curves have all the points that they may have."""
    run = Run(START.replace(ensemble_size=2, width=2), panels=PANELS)
    sizes = []
    for steps in (2 * HISTORY_ROWS, 10 * HISTORY_ROWS):
        while run.trainer.step < steps:
            run.answer("play", SPEEDS["100"], lambda trainer: trainer.scores(), seconds=10)
        sizes.append(bytes_of(run))
    assert sizes[1] <= 1.02 * sizes[0]
    assert len(run.trainer.history) <= HISTORY_ROWS + 1
