"""WeChat's servers for one app on a port of their own."""

from yutang.integrations.tencent.far_server import FarServer
from yutang.integrations.wechat.fake import calls
from yutang.integrations.wechat.fake.platform import FakeApp

# It answers once it is loaded.
CALLS = (calls,)


class FakeWechat(FarServer):
    """Serves one app."""

    def __init__(self, app: FakeApp, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(app, host=host, port=port)
        self.app = app
