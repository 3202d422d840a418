"""Fans: marks that would hide each other stand together around their place, or are counted in one mark."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analystkit.display.frames import KM_OF_DEGREE

NUMBER_ROOM = 13.0  # points beside a mark for its number
_TOUCHING = 15.0  # points: places of one country that lie closer are drawn at the one with most events
Degrees = tuple[float, float]  # east and north: how wide and high a point of print is on the map
_MOST_KM = 40.0  # from a place to its marks: a fan that reaches further would stand at other places


def join_spots(spots: pd.DataFrame, point: Degrees) -> npt.NDArray[np.intp]:
    """Say of each spot which one it is drawn at: itself, or one with more events that it would touch in print.

    `spots` has the columns lon, lat, n and country; those with most events come first.
    """
    x, y = spots["lon"].to_numpy() / point[0], spots["lat"].to_numpy() / point[1]
    countries = spots["country"].to_numpy()
    home = np.full(len(spots), -1, dtype=np.intp)
    for i in range(len(spots)):
        if home[i] < 0:
            near = (home < 0) & (np.abs(x - x[i]) < _TOUCHING) & (np.abs(y - y[i]) < _TOUCHING) & (countries == countries[i])
            near &= np.hypot(x - x[i], y - y[i]) < _TOUCHING
            home[near] = i
            home[i] = i
    return home


def is_too_wide(sizes: npt.NDArray[np.float64], point: Degrees, uncertainty_km: float) -> bool:
    """Say whether a fan of marks so wide would reach beyond the place it stands at."""
    return _measure_fan(sizes) * point[1] * KM_OF_DEGREE > max(_MOST_KM, uncertainty_km)


def fan_out(sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Place marks so wide around one spot, the first at the top and on clockwise: points to the east and to the north of it.

    >>> fan_out(np.array([10.0, 10.0])).round(1).tolist()
    [[-5.0, 0.0], [5.0, 0.0]]
    """
    n = len(sizes)
    if n == 1:
        return np.zeros((1, 2))
    angles = 2 * math.pi * np.arange(n) / n - (math.pi / 2 if n == 2 else 0)
    return _measure_fan(sizes) * np.column_stack([np.sin(angles), np.cos(angles)])


def _measure_fan(sizes: Any) -> float:
    """Radius of the ring on which marks so wide stand side by side."""
    return 0.0 if len(sizes) == 1 else float(max(np.max(sizes) / 2, np.sum(sizes) / 2 / len(sizes) / math.sin(math.pi / len(sizes))))
