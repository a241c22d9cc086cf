"""On the path of a server, this makes its training fail where a run has the seed 666."""

import core.trainer

train = core.trainer.Trainer.train


def fail_sometimes(trainer, *given, **named):
    if trainer.config.seed == 666 and trainer.step >= 3:
        raise ZeroDivisionError("a secret of the server")
    return train(trainer, *given, **named)


core.trainer.Trainer.train = fail_sometimes
