"""Matrices: how the model multiplies them, each row of a product the same whatever other rows it is multiplied with."""

from functools import cache
from typing import Any

import numpy as np
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

# A product takes its rows so many at a time; more are a little faster where there are many, and slower where one sentence is parsed
ROWS = 32


class BlockOps(NumpyOps):  # type: ignore[misc]  # compiled, without types
    """What the model calculates with: numpy's own matrix product in place of that of blis, which is built for no processor in particular.

    How a library adds up the terms of a product may depend on how many rows there are. So there are always as many: what is
    left over is filled up with zeros.
    """

    def gemm(self, x: Any, y: Any, *, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Multiply two matrices, each of which may be given as its transpose."""
        rows, columns = (x.T if trans1 else x), (y.T if trans2 else y)
        product = np.empty((len(rows), columns.shape[1]), dtype=rows.dtype) if out is None else out
        whole = len(rows) - len(rows) % ROWS
        if whole:
            np.matmul(rows[:whole].reshape(-1, ROWS, rows.shape[1]), columns, out=product[:whole].reshape(-1, ROWS, columns.shape[1]))
        if whole < len(rows):
            rest = np.zeros((ROWS, rows.shape[1]), dtype=rows.dtype)
            rest[: len(rows) - whole] = rows[whole:]
            product[whole:] = (rest @ columns)[: len(rows) - whole]
        return product


def multiply_in_blocks(network: Any) -> None:
    """Let a network multiply in blocks, unless its makers know a better way for this machine (Apple's).

    Its weights are turned in memory, not in shape, as the products go through them; else each product would turn them again.
    """
    ops = BlockOps()
    for layer in network.walk():
        if type(layer.ops) is not NumpyOps:
            continue
        layer.ops = ops
        if layer.has_param("W"):
            weights = layer.get_param("W")
            layer.set_param("W", np.asfortranarray(weights.reshape(-1, weights.shape[-1])).reshape(weights.shape))


@cache
def _find_threads() -> ThreadpoolController:
    return ThreadpoolController()


def keep_to_one_thread() -> Any:
    """Keep numpy to one thread for a while: products as small as the model's are not worth the threads' waiting for each other."""
    return _find_threads().limit(limits=1, user_api="blas")
