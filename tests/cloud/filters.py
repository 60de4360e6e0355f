"""What Terraform tells Cloud Logging to look for: filters by the name of their metric or alert."""

import json
import re

from infra.local.stack.state import CHECKOUT

FILTER = re.compile(
    r"""^(?:resource "google_logging_metric" "(\w+)"|    ([\w-]+) =) \{\n"""  # whose it is
    r"""(?:(?!^\s*\}).*\n)*?\s+filter\s+= ("(?:[^"\\]|\\.)*")""",
    re.MULTILINE,
)


def log_filters() -> dict[str, str]:
    texts = (CHECKOUT / "infra/gcp" / name for name in ("observe.tf", "alerts.tf"))
    found = FILTER.findall("".join(path.read_text() for path in texts))
    return {
        metric or alert: json.loads(text).replace("${local.receiver}", "receive-webhook")
        for metric, alert, text in found
    }
