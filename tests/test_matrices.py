"""Matrices: products in blocks are those of the plain product, and each row's whatever rows stand around it."""

import numpy as np
from threadpoolctl import threadpool_info

from analystkit.language.matrices import ROWS, BlockOps, keep_to_one_thread
from analystkit.language.models import load_model
from analystkit.language.stages import Stages

NETWORKS = ("tok2vec", "tagger", "parser", "ner")


def list_shapes() -> list[tuple[int, int]]:
    """List the shapes of the weights that the model multiplies by: so many columns of a product, of so many terms each."""
    weights = [
        node.get_param("W")
        for component in NETWORKS
        for node in load_model().get_pipe(component).model.walk()  # type: ignore[attr-defined]  # of those with weights
        if node.has_param("W")
    ]
    return sorted({(each.size // each.shape[-1], each.shape[-1]) for each in weights})


def test_the_model_multiplies_in_blocks() -> None:
    Stages(model := load_model())
    nodes = [node for name in NETWORKS for node in model.get_pipe(name).model.walk()]  # type: ignore[attr-defined]
    assert all(isinstance(node.ops, BlockOps) for node in nodes)
    weights = [node.get_param("W") for node in nodes if node.has_param("W")]
    assert all(each.reshape(-1, each.shape[-1]).T.flags.c_contiguous for each in weights)


def test_a_row_of_a_product_does_not_depend_on_its_neighbours() -> None:
    random, ops, shapes = np.random.default_rng(7), BlockOps(), list_shapes()
    assert len(shapes) > 5
    for shape in shapes:
        weights = random.standard_normal(shape, dtype=np.float32)
        rows = random.standard_normal((3 * ROWS + 5, shape[1]), dtype=np.float32)
        with keep_to_one_thread():
            together = ops.gemm(rows, weights, trans2=True)
            for size in (1, 2, 7, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS, len(rows)):
                chosen = random.permutation(len(rows))[:size]
                np.testing.assert_array_equal(ops.gemm(rows[chosen], weights, trans2=True), together[chosen])
        np.testing.assert_allclose(together, rows.astype(np.float64) @ weights.T.astype(np.float64), atol=1e-3)


def test_a_product_is_that_of_the_library_however_it_is_asked_for() -> None:
    random, ops = np.random.default_rng(7), BlockOps()
    left, right = random.standard_normal((70, 9), dtype=np.float32), random.standard_normal((9, 5), dtype=np.float32)
    into = np.zeros((71, 5), dtype=np.float32)
    ops.gemm(left, right, out=into[1:])
    for product in (ops.gemm(left, right), ops.gemm(left.T, right, trans1=True), ops.gemm(left, right.T, trans2=True), into[1:]):
        np.testing.assert_allclose(product, left @ right, atol=1e-5)
    assert ops.gemm(left[:0], right).shape == (0, 5)
    assert not into[0].any()


def test_numpy_is_kept_to_one_thread_for_a_while_and_has_its_threads_back() -> None:
    before = threadpool_info()
    with keep_to_one_thread():
        threads = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
    assert set(threads) <= {1}
    assert threadpool_info() == before
