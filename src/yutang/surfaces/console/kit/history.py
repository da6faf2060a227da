"""What was done to an object: its audit entries as a timeline."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from yutang.foundation.org.api import regions, stores_by_ids
from yutang.kernel import audit
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.kit.sections import Moment, Timeline
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.labels import ROLE

_ACTIONS = {
    "flash_sale.schedule": "排期秒杀",
    "flash_sale.change": "修改秒杀",
    "flash_sale.stop": "停止秒杀",
    "console.export": "导出",
    "console.cancel_order": "取消订单",
    "console.step_parcel": "推进物流",
    "console.export_customer": "导出个人数据",
    "customers.unmask_phone": "查看完整手机号",
    "customers.erase": "注销客户",
    "customers.erase_customer": "注销客户",
    "org.update_brand": "修改品牌",
    "org.create_region": "新建区域",
    "org.update_region": "修改区域",
    "org.create_store": "新建门店",
    "org.update_store": "修改门店",
    "org.create_staff": "新建员工",
    "org.update_staff": "修改员工",
    "org.reset_password": "重置密码",
    "catalog.add_category": "新建分类",
    "catalog.update_category": "修改分类",
    "catalog.update_product": "修改商品",
    "catalog.delete_product": "删除商品",
    "inventory.count_stock": "盘点",
    "pricing.create_promotion": "新建活动",
    "pricing.edit_promotion": "修改活动",
    "pricing.stop_promotion": "停止活动",
    "pricing.pause_promotion": "暂停活动",
    "pricing.resume_promotion": "恢复活动",
    "pricing.create_coupon_template": "新建券",
    "pricing.issue_coupons": "发券",
    "pricing.change_coupon_template": "修改券",
    "pricing.switch_coupon_template": "停用或启用券",
    "pricing.withdraw_coupon_template": "撤回券",
    "pricing.create_coupon_link": "生成领券链接",
    "pricing.create_code_file": "生成兑换码",
    "pricing.void_code_file": "作废兑换码",
    "pricing.download_codes": "下载兑换码",
    "pricing.stop_issue": "停止发券",
    "pricing.void_coupon": "作废优惠券",
    "callbacks.replay": "重放回调",
    "links.withdraw": "撤回链接",
    "links.withdraw_link": "撤回链接",
    "links.end_binding": "解除归属",
    "membership.adjust_points": "调整积分",
    "membership.set_policy": "修改积分与签到规则",
    "membership.set_levels": "修改会员等级",
    "membership.set_card_type": "修改付费会员卡",
    "membership.set_card_sale": "上下架付费会员卡",
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
    "after_sale.approved": "同意售后",
    "after_sale.refused": "拒绝售后",
    "after_sale.received": "收到退货",
    "after_sale.reshipped": "发出换补商品",
    "after_sale.started_by_staff": "主动退款",
    "after_sale.terms": "修改售后规则",
    "reconciliation.resolved": "处理对账差异",
    "reconciliation.queried": "向渠道查询",
    "reconciliation.waited": "等次日账单",
    "kernel.replay": "重放事件",
    "wallet.set_policy": "修改储值规则",
    "wallet.create_offer": "新建充值档位",
    "wallet.switch_offer": "启用或停用档位",
    "wallet.freeze": "冻结余额",
    "wallet.unfreeze": "解冻余额",
    "wallet.refund_principal": "退还剩余本金",
    "wallet.payment_returned": "款项自动退回",
    "wallet.create_batch": "新建礼品卡批次",
    "wallet.export_batch": "导出卡密",
    "wallet.activate_cards": "激活礼品卡",
    "wallet.void_card": "作废礼品卡",
    "wallet.unlock_card": "解锁礼品卡",
    "wallet.refund_gift": "退礼品卡",
    "points_mall.create_item": "新建兑换品",
    "points_mall.switch_item": "上架或下架",
    "points_mall.cancel": "取消兑换",
    "lottery.create": "新建抽奖",
    "lottery.publish": "发布抽奖",
    "lottery.stop": "停止抽奖",
    "customers.set_price_group": "修改价格组",
    "inventory.receive": "入库",
    "journeys.retry": "重试旅程",
    "order.picked_up": "核销提货",
    "order.ready_for_pickup": "备货完成",
    "order.shipped": "发货",
    "payment.parked": "支付待处理",
    "voucher.conflict_settled": "处理离线冲突",
    "voucher.device_registered": "登记核销设备",
    "voucher.device_revoked": "停用核销设备",
    "voucher.redeemed": "核销",
    "voucher.redemption_reversed": "撤销核销",
    "voucher.sale_recorded": "登记到店消费",
    "voucher.voided": "作废到店券",
    "lottery.ship_prize": "奖品发货",
}

_FIELDS = {
    "name": "名称",
    "code": "编码",
    "no": "编号",
    "display_name": "姓名",
    "username": "账号",
    "role": "角色",
    "store_id": "门店",
    "region": "区域编码",
    "region_id": "区域",
    "is_active": "启用",
    "password": "密码",
    "address": "地址",
    "hours": "营业时间",
    "phone": "电话",
    "lat": "纬度",
    "lng": "经度",
    "pickup_enabled": "自提",
    "parent_id": "上级",
    "sort": "排序",
    "status": "状态",
    "subtitle": "副标题",
    "category_id": "分类",
    "origin": "产地",
    "description": "图文详情",
    "original_price_fen": "日常价",
    "customers": "客户数",
    "issued": "发出",
    "reason": "原因",
    "principal_fen": "本金",
    "bonus_fen": "赠金",
    "pay_fen": "充值",
    "face_fen": "面值",
    "quantity": "张数",
    "first": "从第几张",
    "last": "到第几张",
    "activated": "激活",
    "points": "积分",
    "stock": "数量",
    "per_person": "每人限兑",
    "title": "名称",
    "seed_hash": "种子摘要",
    "prizes": "奖品数",
    "budget_fen": "预算",
    "serial": "卡号",
    "carrier": "快递",
    "waybill_no": "运单号",
    "note": "说明",
    "starts_at": "开始",
    "ends_at": "结束",
    "price_fen": "价格",
    "days": "天数",
    "members": "涉及会员",
    "replaces": "原活动",
    "goes_on_as": "新活动",
    "version": "版本",
    "per_customer": "每人限领",
    "total": "总量",
    "at": "时间",
    "count": "数量",
    "amount_fen": "金额",
    "is_frozen": "冻结",
    "is_on": "启用",
    "is_on_sale": "上架",
}

# Keys that only machines need.
_HIDDEN = frozenset({"sku_id", "product_id", "kind", "request_key", "key", "run", "file", "link"})

# A database may give the fields of a change back in any order; people read them in this one.
_ORDER = {key: place for place, key in enumerate(_FIELDS)}


def action_name(action: str) -> str:
    """The act in words; an unknown one as it is stored."""
    return _ACTIONS.get(action, action)


def history_of(subject: str, title: str = "操作记录") -> Timeline:
    """The newest thirty sensitive acts on this subject."""
    moments = []
    for entry in audit.entries_of(subject)[:30]:
        change = entry.change if isinstance(entry.change, dict) else {}
        plain = sorted(
            (
                (key, value)
                for key, value in change.items()
                if not isinstance(value, dict | list) and key not in _HIDDEN
            ),
            key=lambda pair: _ORDER.get(pair[0], len(_ORDER)),
        )
        detail = "，".join(f"{_FIELDS.get(key, key)}：{_value(key, value)}" for key, value in plain[:4])
        moments.append(
            Moment(f"{actor_name(entry.actor)} · {moment(entry.at)}", action_name(entry.action), detail[:160])
        )
    return Timeline(title, moments, empty="没有人改动过")


def _value(key: str, value: Any) -> str:
    """A changed value as an operator would say it."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if key.endswith("_fen") and isinstance(value, int):
        return money(value)
    return _READERS.get(key, str)(value)


def _store_name(value: Any) -> str:
    found = stores_by_ids([value]).get(value) if isinstance(value, int) else None
    return found.name if found else str(value)


def _region_name(value: Any) -> str:
    return next((one.name for one in regions() if one.region_id == value), str(value))


def _time(value: Any) -> str:
    """A moment as it is kept in an entry."""
    try:
        return moment(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


_READERS: Mapping[str, Callable[[Any], str]] = {
    "role": lambda value: ROLE.get(str(value), (str(value), ""))[0],
    "password": lambda _value: "已更换",
    "store_id": _store_name,
    "region_id": _region_name,
    "starts_at": _time,
    "ends_at": _time,
}
