"""The cashier page, phone size, in the tokens of the house. Plain HTML: it works without scripts."""

import html
from datetime import datetime, timedelta

from yutang.integrations.sandbox_pay.bank import SHANGHAI
from yutang.integrations.sandbox_pay.bill import FAULTS
from yutang.integrations.sandbox_pay.store import Row

STYLE = """
:root{--brand:#0B7A75;--brand-press:#086560;--brand-ink:#07524F;--brand-weak:#E7F3F2;--price:#E5432D;
--price-ink:#C93722;--price-weak:#FDF0ED;--ink:#1F2329;--ink-2:#646A73;--ink-3:#8F959E;--page:#F5F7F8;--card:#fff;
--fill:#F2F4F5;--line:#EBEEF0;--line-2:#DDE1E4;--warn:#A85500;--warn-weak:#FFF5E8;--ok:#1A7A48;--ok-weak:#E9F5EE}
*{box-sizing:border-box;margin:0;padding:0}
html{-webkit-text-size-adjust:100%}
body{font-family:Inter,"PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans SC","Noto Sans CJK SC",
"Microsoft YaHei",sans-serif;font-size:14px;line-height:20px;color:var(--ink);background:var(--page);
font-feature-settings:"tnum" 1;-webkit-font-smoothing:antialiased}
main{max-width:430px;min-height:100vh;margin:0 auto;padding:0 12px 32px;display:flex;flex-direction:column;gap:12px}
header{height:52px;display:flex;align-items:center;justify-content:center;position:relative;background:var(--card);
margin:0 -12px;font-size:16px;line-height:24px;font-weight:600}
header a{position:absolute;left:4px;width:44px;height:44px;display:flex;align-items:center;justify-content:center;
color:var(--ink);text-decoration:none}
.card{background:var(--card);border-radius:12px;padding:16px}
.sum{text-align:center;padding:28px 16px 24px}
.sum .t{color:var(--ink-2)}
.money{font-size:40px;line-height:48px;font-weight:600;letter-spacing:-.01em;margin-top:8px;color:var(--ink)}
.money s{text-decoration:none;font-size:24px;margin-right:2px}.money i{font-style:normal;font-size:28px}
.row{display:flex;justify-content:space-between;gap:16px;padding:8px 0;color:var(--ink-2)}
.row b{font-weight:500;color:var(--ink);text-align:right;overflow-wrap:anywhere}
.row+.row{border-top:1px solid var(--line)}
h2{font-size:16px;line-height:24px;font-weight:600;margin-bottom:4px}
p.g{color:var(--ink-2);font-size:12px;line-height:18px}
form{margin-top:12px}
button{font:inherit;border:0;cursor:pointer;min-height:48px;border-radius:999px;width:100%;font-size:16px;font-weight:600}
.p{background:var(--brand);color:#fff}.p:active{background:var(--brand-press)}
.s{background:var(--brand-weak);color:var(--brand-ink)}
.o{background:var(--card);color:var(--ink);border:1px solid var(--line-2);font-weight:500}
button:focus-visible,select:focus-visible,a:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
.late{display:flex;gap:8px}.late button{flex:1}
select{font:inherit;min-height:48px;border-radius:8px;border:1px solid var(--line-2);background:var(--card);
padding:0 12px;color:var(--ink)}
.note{border-radius:8px;padding:10px 12px;font-size:12px;line-height:18px}
.note.warn{background:var(--warn-weak);color:var(--warn)}.note.info{background:var(--brand-weak);color:var(--brand-ink)}
.note.bad{background:var(--price-weak);color:var(--price-ink)}
.mark{width:56px;height:56px;border-radius:50%;display:flex;align-items:center;justify-content:center;margin:0 auto 12px}
.mark.ok{background:var(--ok-weak);color:var(--ok)}.mark.wait{background:var(--warn-weak);color:var(--warn)}
.mark svg{width:28px;height:28px}
.link{display:flex;align-items:center;justify-content:center;min-height:48px;border-radius:999px;background:var(--brand);
color:#fff;text-decoration:none;font-size:16px;font-weight:600;margin-top:12px}
.li{display:flex;justify-content:space-between;gap:12px;padding:12px 0;color:inherit;text-decoration:none}
.li+.li{border-top:1px solid var(--line)}.li span{color:var(--ink-2);font-size:12px}
"""

STATES = {"NOTPAY": "待支付", "USERPAYING": "等待到账", "SUCCESS": "已支付", "CLOSED": "已关闭"}
DELAYS = ((10, "10 秒后"), (60, "1 分钟后"), (300, "5 分钟后"), (1860, "31 分钟后"))
BACK = (
    '<svg width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2">'
    '<path d="M15 5l-7 7 7 7"/></svg>'
)
TICK = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
CLOCK = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="8.5"/>'
    '<path d="M12 7.5V12l3 2"/></svg>'
)


def money(fen: int) -> str:
    """Return an amount with a small sign and small decimals."""
    whole, rest = divmod(fen, 100)
    return f'<div class="money"><s>¥</s>{whole:,}<i>.{rest:02d}</i></div>'


def _frame(title: str, body: str, back: str = "") -> str:
    arrow = f'<a href="{html.escape(back)}" aria-label="返回商城">{BACK}</a>' if back else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><header>{arrow}{html.escape(title)}</header>{body}</main></body></html>"
    )


def _time(at: int) -> str:
    return f"{datetime.fromtimestamp(at, SHANGHAI):%m 月 %d 日 %H:%M}"


def _facts(row: Row) -> str:
    return (
        '<section class="card">'
        f'<div class="row"><span>支付单号</span><b>{html.escape(row["no"])}</b></div>'
        f'<div class="row"><span>创建时间</span><b>{_time(row["created_at"])}</b></div></section>'
    )


def _button(row: Row, action: str, text: str, kind: str) -> str:
    return (
        f'<form method="post" action="/pay/{row["prepay_id"]}/{action}">'
        f'<button class="{kind}" id="{action}">{text}</button></form>'
    )


def cashier_page(row: Row, *, message: str = "", expired: bool = False) -> str:
    """Return the page of one payment in whatever state it is."""
    said = f'<div class="note bad" role="status">{html.escape(message)}</div>' if message else ""
    if row["state"] == "SUCCESS":
        return _paid_page(row, said)
    if row["state"] == "USERPAYING":
        return _waiting_page(row, said)
    title = f'<div class="t">{html.escape(row["title"])}</div>'
    head = f'<section class="card sum">{title}{money(row["amount_fen"])}</section>'
    if row["state"] == "CLOSED" or expired:
        note = '<div class="note warn">这笔支付已关闭，请回商城重新下单。</div>'
        return _frame("收银台", said + head + note + _facts(row) + _return_link(row), row["return_url"])
    options = "".join(f'<option value="{seconds}">{text}</option>' for seconds, text in DELAYS)
    late = (
        f'<form method="post" action="/pay/{row["prepay_id"]}/late" class="late"><label hidden for="seconds">到账时间</label>'
        f'<select name="seconds" id="seconds" aria-label="到账时间">{options}</select>'
        '<button class="o" id="late">晚到的支付</button></form>'
    )
    body = (
        f"{said}{head}{_facts(row)}"
        '<div class="note info">这是沙箱收银台，不会动用真钱。选一种结果，商城会收到与真实渠道一样的签名通知。</div>'
        f'<section class="card"><h2>付款结果</h2>{_button(row, "success", "支付成功", "p")}'
        f"{_button(row, 'fail', '支付失败', 's')}{late}"
        '<p class="g" style="margin-top:8px">晚到的支付：钱到账时订单可能已经关闭，用来看商城怎么处理。</p></section>'
    )
    return _frame("收银台", body, row["return_url"])


def _paid_page(row: Row, said: str) -> str:
    body = (
        f'{said}<section class="card sum"><div class="mark ok">{TICK}</div><div class="t">支付成功</div>'
        f"{money(row['amount_fen'])}</section>{_facts(row)}"
        f'<section class="card"><h2>再试一次</h2><p class="g">把同一条通知再发一遍，商城不应重复入账。</p>'
        f"{_button(row, 'repeat', '重复通知', 's')}</section>{_return_link(row)}"
    )
    return _frame("收银台", body, row["return_url"])


def _waiting_page(row: Row, said: str) -> str:
    at = f"{datetime.fromtimestamp(row['late_at'], SHANGHAI):%H:%M:%S}" if row["late_at"] else ""
    body = (
        f'{said}<section class="card sum"><div class="mark wait">{CLOCK}</div><div class="t">等待到账</div>'
        f"{money(row['amount_fen'])}</section>"
        f'<div class="note warn">款项将在 {at} 到账，期间订单关闭也会到账。</div>{_facts(row)}{_return_link(row)}'
    )
    return _frame("收银台", body, row["return_url"])


def _return_link(row: Row) -> str:
    if not row["return_url"]:
        return ""
    return f'<a class="link" href="{html.escape(row["return_url"])}">返回商城</a>'


def _item(row: Row) -> str:
    amount = f"¥{row['amount_fen'] // 100:,}.{row['amount_fen'] % 100:02d}"
    return (
        f'<a class="li" href="/pay/{row["prepay_id"]}"><div>{html.escape(row["title"])}<br>'
        f"<span>{html.escape(row['no'])}</span></div>"
        f'<div style="text-align:right">{amount}<br><span>{STATES.get(row["state"], "")}</span></div></a>'
    )


def index_page(rows: list[Row]) -> str:
    """Return the latest payments and the switches for faults."""
    items = "".join(_item(row) for row in rows)
    faults = "".join(
        f'<form method="post" action="/switch/{name}"><button class="o">{text}</button></form>'
        for name, text in (("fail_refunds", "下一笔退款失败"), ("fail_payouts", "下一笔付款失败"))
    )
    empty = '<p class="g">还没有支付。去商城下一单试试。</p>'
    body = (
        f'<section class="card"><h2>最近的支付</h2>{items or empty}</section>'
        f'<section class="card"><h2>故障开关</h2><p class="g">用来看商城怎样重试。</p>{faults}</section>'
        f"{_bill_faults()}"
    )
    return _frame("沙箱支付", body)


def _bill_faults() -> str:
    yesterday = datetime.now(SHANGHAI).date() - timedelta(days=1)
    names = "".join(f'<option value="{name}">{text}</option>' for name, text in FAULTS.items())
    style = 'style="display:block;width:100%;height:44px;margin:8px 0;font-size:16px"'
    return (
        '<section class="card"><h2>账单故障</h2><p class="g">用来看商城怎样对账。当天的账单一直带着这个故障，直到取消。</p>'
        '<form method="post" action="/bill-faults">'
        f'<input type="date" name="day" value="{yesterday}" aria-label="账单日" {style}>'
        f'<select name="name" aria-label="故障" {style}>{names}</select>'
        '<button class="o">加上故障</button> <button class="o" name="on" value="0">取消故障</button></form></section>'
    )


def message_page(text: str) -> str:
    """Return a page that says one thing."""
    return _frame("收银台", f'<section class="card sum"><div class="t">{html.escape(text)}</div></section>')
