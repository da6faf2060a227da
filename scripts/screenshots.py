"""Take the pictures of README.md from the running product: a scratch house with the whole demo brand."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.browser.screen import Screen  # noqa: E402
from tests.cases.house import House  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WANTED = {
    "home": "/",
    "product": "/pages/product/detail?id=1",
    "checkout": "/pages/checkout/index",
    "distributor": "/pages/distributor/index",
    "poster": "/pages/distributor/poster?product=1",
}


def main() -> int:
    """Write docs/pictures/*.png; returns the exit code."""
    if not CHROMIUM:
        print("Missing: chromium (Debian package chromium).", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="yutang-pictures-"))
    house = House(folder)
    house.run("demo", "load")
    house.start()
    PICTURES.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            phone = Screen(browser, house.url)
            phone.open("/pages/account/sign-in")
            phone.sign_in("13800000001")
            phone.open("/pages/product/detail?id=1")
            phone.tap(".foot .btn.s")
            phone.tap(".sheet-foot .btn")
            for name, path in WANTED.items():
                phone.open(path)
                phone.page.wait_for_load_state("networkidle")
                phone.page.wait_for_timeout(800)
                phone.page.screenshot(path=PICTURES / f"{name}.png", scale="css")
            desk = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            desk.goto(f"{house.url}/console/")
            desk.fill("#id_username", "admin")
            desk.fill("#id_password", "yutang-demo")
            desk.click("button[type=submit]")
            desk.wait_for_load_state("networkidle")
            desk.screenshot(path=PICTURES / "console.png")
            browser.close()
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
