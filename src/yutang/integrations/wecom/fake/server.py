"""The other side's WeCom on a port of its own."""

from yutang.integrations.tencent.far_server import FarServer
from yutang.integrations.wecom.fake import contact_calls, group_calls, office_calls, outreach_calls
from yutang.integrations.wecom.fake.corp import FakeCorp

# Each answers for some addresses once it is loaded.
CALLS = (contact_calls, outreach_calls, group_calls, office_calls)


class FakeWecom(FarServer):
    """Serves one corp."""

    def __init__(self, corp: FakeCorp, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(corp, host=host, port=port)
        self.corp = corp
