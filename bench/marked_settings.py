"""The product's settings with one app more, whose jobs can be counted."""

from zhijian.config.settings import *  # noqa: F403
from zhijian.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.marks"]
