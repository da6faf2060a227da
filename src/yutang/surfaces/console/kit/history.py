"""What was done to an object: its audit entries as a timeline."""

from yutang.kernel import audit
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.kit.sections import Moment, Timeline
from yutang.surfaces.console.kit.texts import moment

_ACTIONS = {
    "console.export": "导出",
    "console.cancel_order": "取消订单",
    "console.step_parcel": "推进物流",
    "console.export_customer": "导出个人数据",
    "customers.unmask_phone": "查看完整手机号",
    "customers.erase": "注销客户",
    "customers.erase_customer": "注销客户",
    "org.update_brand": "修改品牌",
    "org.update_store": "修改门店",
    "org.create_staff": "新建员工",
    "org.update_staff": "修改员工",
    "catalog.update_product": "修改商品",
    "catalog.delete_product": "删除商品",
    "inventory.count_stock": "盘点",
    "callbacks.replay": "重放回调",
    "links.withdraw": "撤回链接",
    "links.withdraw_link": "撤回链接",
    "links.end_binding": "解除归属",
    "affiliates.approve": "通过分销申请",
    "affiliates.reject": "拒绝分销申请",
    "affiliates.suspend": "暂停分销资格",
    "affiliates.reinstate": "恢复分销资格",
    "affiliates.set_policy": "修改分销规则",
    "affiliates.set_product_rates": "修改商品佣金",
    "affiliates.approve_withdrawal": "通过提现",
    "affiliates.reject_withdrawal": "拒绝提现",
    "orders.ship": "发货",
    "orders.verify_pickup": "核销提货",
    "orders.approve_after_sale": "同意售后",
    "orders.refuse_after_sale": "拒绝售后",
    "kernel.replay": "重放事件",
}


def action_name(action: str) -> str:
    """The act in words; an unknown one as it is stored."""
    return _ACTIONS.get(action, action)


def history_of(subject: str, title: str = "操作记录") -> Timeline:
    """The newest thirty sensitive acts on this subject."""
    moments = []
    for entry in audit.entries_of(subject)[:30]:
        change = entry.change if isinstance(entry.change, dict) else {}
        detail = "，".join(
            f"{key}: {value}" for key, value in list(change.items())[:4] if not isinstance(value, dict | list)
        )
        moments.append(
            Moment(f"{actor_name(entry.actor)} · {moment(entry.at)}", action_name(entry.action), detail[:160])
        )
    return Timeline(title, moments, empty="没有人改动过")
