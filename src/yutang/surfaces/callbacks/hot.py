"""Payment notifications in front of Django: those that come together are stored and processed together."""

import logging
from collections.abc import Sequence

import orjson
from django.db import IntegrityError

from yutang.kernel.batches import Collector
from yutang.kernel.errors import DomainError
from yutang.kernel.hot import HotRequest, HotResponse, hot
from yutang.surfaces.callbacks.inbox import (
    MAX_BODY,
    Inbound,
    by_purpose,
    inspect,
    process_waiting,
    receive,
    receive_and_process,
)
from yutang.surfaces.callbacks.views import answer_to

logger = logging.getLogger(__name__)

JSON_HEADERS = {"content-type": "application/json; charset=utf-8"}


def store_and_process(batch: Sequence[Inbound]) -> list[None]:
    """Store and process the batch in one commit; when that fails, store it first, so that nothing is lost.

    A failure of the processing is then the job's to repeat.
    """
    for group in by_purpose(batch):
        _store_and_process(group)
    return [None] * len(batch)


def _store_and_process(batch: Sequence[Inbound]) -> None:
    try:
        receive_and_process(batch)
    except IntegrityError:
        logger.info("somebody repeats a notification: %d are stored first", len(batch))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is met again below, one by one)
        logger.warning("a batch of notifications failed (%s), storing it first", error)
    else:
        return
    receive(batch)
    genuine = [item.digest for item in batch if item.content is not None]
    if genuine:
        try:
            process_waiting(digests=genuine)
        except Exception:  # stored and acknowledged: the job tries again
            logger.exception("%d notifications wait for the next round", len(genuine))


inbox: Collector[Inbound, None] = Collector(store_and_process, name="callbacks")


@hot("POST", "/callbacks/pay/{provider}")
async def pay_notification(request: HotRequest) -> HotResponse:
    """Check, store, acknowledge, process."""
    if len(request.body) > MAX_BODY:
        return 413, JSON_HEADERS, orjson.dumps(DomainError("too_large", "内容太大了").as_dict())
    try:
        item = inspect(request.params["provider"], request.headers, request.body)
        await inbox.submit(item)
    except DomainError as error:
        return error.status, JSON_HEADERS, orjson.dumps(error.as_dict())
    status, body = answer_to(item)
    return status, JSON_HEADERS, orjson.dumps(body)
