"""Payment notifications in front of Django: those that come together are stored and processed together."""

import logging
from collections.abc import Sequence

import orjson

from yutang.kernel.batches import Collector
from yutang.kernel.errors import DomainError
from yutang.kernel.hot import HotRequest, HotResponse, hot
from yutang.surfaces.callbacks.inbox import MAX_BODY, Inbound, inspect, process_waiting, receive
from yutang.surfaces.callbacks.views import answer_to

logger = logging.getLogger(__name__)

JSON_HEADERS = {"content-type": "application/json; charset=utf-8"}


def store_and_process(batch: Sequence[Inbound]) -> list[None]:
    """Store the batch, then process what is genuine; a failure of the second part is the job's to repeat."""
    receive(batch)
    genuine = [item.digest for item in batch if item.content is not None]
    if genuine:
        try:
            process_waiting(digests=genuine)
        except Exception:  # stored and acknowledged: the job tries again
            logger.exception("%d notifications wait for the next round", len(genuine))
    return [None] * len(batch)


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
