"""One corp's app, ready to be called."""

from functools import partial
from urllib.parse import urlencode

import httpx

from yutang.integrations.tencent.tokens import Fresh, TokenKeeper
from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wecom.contacts import Contacts
from yutang.integrations.wecom.contracts import WecomSettings
from yutang.integrations.wecom.groups import Groups
from yutang.integrations.wecom.office import Office, Tickets
from yutang.integrations.wecom.outreach import Outreach

_CONSENT = "https://open.weixin.qq.com/connect/oauth2/authorize"


class Wecom:
    """The API of one self-built app, by rooms: contacts, outreach, groups, office. Threads may share it."""

    def __init__(self, settings: WecomSettings, *, client: httpx.Client | None = None) -> None:
        self.settings = settings
        app = f"wecom:{settings.corp_id}:{settings.agent_id}"
        self._open = Transport(app=app, base_url=settings.base_url, client=client)
        keeper = TokenKeeper(app, self._fetch)
        self._transport = Transport(app=app, base_url=settings.base_url, keeper=keeper, client=client)
        self.contacts = Contacts(self._transport)
        self.outreach = Outreach(self._transport, agent_id=settings.agent_id)
        self.groups = Groups(self._transport)
        self.office = Office(self._transport)
        self.tickets = Tickets(
            app,
            (
                TokenKeeper(f"{app}:corp-ticket", partial(self._ticket, of_app=False)),
                TokenKeeper(f"{app}:app-ticket", partial(self._ticket, of_app=True)),
            ),
        )

    def consent_url(self, redirect_uri: str, *, state: str) -> str:
        """Return the address at which a member of staff says who he is (snsapi_base); he comes back with a code."""
        query = urlencode(
            {
                "appid": self.settings.corp_id,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": self.settings.agent_id,
            }
        )
        return f"{_CONSENT}?{query}#wechat_redirect"

    def close(self) -> None:
        """Close the connections."""
        self._open.close()
        self._transport.close()

    def _fetch(self) -> Fresh:
        found = self._open.get(
            "/cgi-bin/gettoken", corpid=self.settings.corp_id, corpsecret=self.settings.secret
        )
        return Fresh(str(found["access_token"]), int(found["expires_in"]))

    def _ticket(self, *, of_app: bool) -> Fresh:
        return Fresh(*self.office.ticket(of_app=of_app))
