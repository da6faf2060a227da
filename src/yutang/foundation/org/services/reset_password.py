"""Give somebody who cannot log in a new password."""

import secrets
import string

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yutang.foundation.org.models import Staff
from yutang.kernel import audit
from yutang.kernel.errors import Conflict, NotFound

# Without 0 O 1 l I: the password is read aloud or copied from a screen.
_ALPHABET = "".join(sorted({*string.ascii_letters, *string.digits} - set("0O1lI")))
LENGTH = 14


@transaction.atomic
def reset_password(staff_id: int, *, actor: str) -> str:
    """Replace the password by a random one and return it: this is the only time it can be read.

    Whoever is logged in with the old password is out. The audit says that it was reset, never to what. One's own
    password is changed with the old one and not here.
    """
    row = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if row is None:
        raise NotFound("staff_unknown", "没有找到这位员工", field="staff_id", staff_id=staff_id)
    if actor == f"staff:{staff_id}":
        raise Conflict("staff_self", "自己的密码请在右上角的“修改密码”里改", field="password")
    password = "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
    row.password = make_password(password)
    row.save(update_fields=["password"])
    audit.record(actor=actor, action="org.reset_password", subject=f"staff:{staff_id}", change={})
    return password
