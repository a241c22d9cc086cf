"""The same ensemble in JAX, `vmap` over the members and `lax.scan` over the steps.

What a JAX programmer would write: a peer in the table where jax is installed, nothing else.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax

from core import RunConfig, Trainer

Parameters = list[tuple[Any, Any]]


def jax_ensemble(config: RunConfig, steps: int) -> Callable[[], None]:
    """Return what trains `steps` steps more with Adam on the full batch.

    Records the gradient variance of every layer at every step, as the trainer beside it does.
    """
    trainer = Trainer(config, scored=False)
    layers = [(weight.detach(), bias.detach()[..., 0]) for weight, bias in trainer.ensemble.layers]
    parameters = [(jnp.asarray(w.numpy()), jnp.asarray(b.numpy())) for w, b in layers]
    x = jnp.asarray(trainer.dataset.x_train.numpy())
    y = jnp.asarray(trainer.dataset.y_train.numpy())
    optimizer = optax.adam(config.learning_rate)

    def loss(of_member: Parameters) -> Any:
        h = x
        for weight, bias in of_member[:-1]:
            h = jnp.tanh(h @ weight.T + bias)
        weight, bias = of_member[-1]
        logits = (h @ weight.T + bias)[:, 0]
        return optax.sigmoid_binary_cross_entropy(logits, y).mean()

    def step(state: tuple[Any, Any], _: None) -> tuple[tuple[Any, Any], Any]:
        present, memory = state
        gradients = jax.vmap(jax.grad(loss))(present)
        updates, memory = optimizer.update(gradients, memory)
        variances = jnp.stack([jnp.var(weight, axis=(1, 2)) for weight, _ in gradients], axis=-1)
        return (optax.apply_updates(present, updates), memory), variances

    @jax.jit
    def train(state: tuple[Any, Any]) -> tuple[tuple[Any, Any], Any]:
        return jax.lax.scan(step, state, length=steps)

    state = parameters, optimizer.init(parameters)

    def run() -> None:
        nonlocal state
        state, variances = train(state)
        variances.block_until_ready()

    run()  # compiles
    return run
