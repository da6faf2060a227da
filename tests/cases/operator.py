"""An operator at the console: real pages and forms over HTTP, no short cuts."""

import html
import re

import httpx


class Operator:
    """Somebody of head office, signed in."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=60, follow_redirects=True)
        self.submit("/console/login/", username=username, password=password)
        assert self.http.get("/console/").status_code == 200
        assert "id_password" not in self.http.get("/console/").text, "the log-in was refused"

    def page(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return html.unescape(answer.text)

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Open the page of a form, fill it in, send it."""
        form = self.http.get(path)
        assert form.status_code == 200, f"{path}: {form.status_code}"
        inputs = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form.text))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert token is not None, f"{path} has no form"
        answer = self.http.post(
            path,
            data={
                **{k: html.unescape(v) for k, v in inputs.items()},
                "csrfmiddlewaretoken": token.group(1),
                **fields,
            },
            headers={"Referer": str(form.url)},
        )
        seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
        if answer.status_code == 422 and seen is not None and "seen" not in fields:
            # The page said what it would do; pressing again does it.
            return self.submit(path, **{**inputs, **fields, "seen": seen.group(1)})
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    def first_row(self, path: str) -> str:
        """Address of the first object of a list."""
        found = re.search(r'href="(/console/[a-z_]+/[a-z_]+/[^"/]+/)change/"', self.page(path))
        assert found is not None, f"{path} lists nothing"
        return found.group(1)

    def approve_affiliate(self, applicant: str) -> None:
        row = self.first_row(f"/console/affiliates/affiliate/?status=pending&q={applicant}")
        self.submit(f"{row}do/approve/")

    def approve_after_sale(self, no: str) -> None:
        row = self.first_row(f"/console/orders/aftersale/?q={no}")
        self.submit(f"{row}do/approve/")
