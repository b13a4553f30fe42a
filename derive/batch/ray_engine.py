"""`--engine ray`: the same batch on the machines of a Ray cluster, or on a local Ray.

Each actor of Ray Data supervises one killable worker process, so that an item that hangs is lost
alone there, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any

from derive.batch.pool import Pool
from derive.batch.record import Job, Json
from derive.errors import SpecError

__all__ = ["Supervisor", "ray_results"]

PIECE = 50_000  # lines that are given to Ray at once
BATCH = 32  # lines that an actor is given at once


class Supervisor:
    """What an actor does: a batch `{"text": [line, …]}` in, `{"result": [JSON, …]}` out."""

    def __init__(self, timeout: float, job: Job) -> None:
        self._pool = Pool(1, timeout, job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        texts = iter([str(text) for text in batch["text"]])
        return {"result": [json.dumps(made) for made in self._pool.results(texts)]}


def ray_results(texts: Iterator[str], workers: int, timeout: float, job: Job) -> Iterator[Json]:
    """The results of lines of JSON, in their order, from so many actors.

    Joins the cluster that is set up, else starts Ray here.  Raises SpecError without Ray.
    """
    try:
        ray, data = import_module("ray"), import_module("ray.data")
    except ImportError:
        raise SpecError(
            "--engine ray needs Ray, which is not installed", hint="pip install 'matderive[ray]'"
        ) from None
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    settings = data.DataContext.get_current()
    settings.execution_options.preserve_order = True
    settings.enable_progress_bars = False
    while piece := [{"text": text} for text in islice(texts, PIECE)]:
        made = data.from_items(piece).map_batches(
            Supervisor,
            fn_constructor_kwargs={"timeout": timeout, "job": job},
            batch_size=BATCH,
            compute=data.ActorPoolStrategy(size=workers),
        )
        for row in made.iter_rows():
            yield json.loads(row["result"])
